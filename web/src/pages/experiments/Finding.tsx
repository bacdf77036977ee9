import type { JSX } from 'preact';
import type { ExperimentEventKind } from '../../api/types';
import { t } from '../../i18n';
import { Badge } from '../../shared/Badges';

/** What was found of a challenger: colour, sign and word. */
export function Finding({ verdict, ended }: { verdict: ExperimentEventKind | null; ended: boolean }): JSX.Element {
  return verdict === 'better' ? (
    <Badge tone="good" icon="check" text={t('finding.better')} title={t('finding.better.help')} />
  ) : verdict === 'worse' ? (
    <Badge tone="bad" icon="cross" text={t('finding.worse')} title={t('finding.worse.help')} />
  ) : verdict === 'failed' ? (
    <Badge tone="bad" icon="cross" text={t('finding.failed')} title={t('finding.failed.help')} />
  ) : (
    <Badge tone="unsure" icon="question" text={t(ended ? 'finding.none' : 'finding.open')} title={t('finding.open.help')} />
  );
}
