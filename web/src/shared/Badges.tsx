import type { JSX } from 'preact';
import type { Change, RunStatus } from '../api/types';
import { t } from '../i18n';
import { Icon, type IconName } from './icons';

/** A mark that does not depend on its colour alone. */
export function Badge({ tone, icon, text, title }: { tone: string; icon: IconName; text: string; title?: string }): JSX.Element {
  return (
    <span class={`badge ${tone}`} {...(title && { title })}>
      <Icon name={icon} size={12} />
      {text}
    </span>
  );
}

/** A verdict: colour, sign and word. */
export function Verdict({ verdict }: { verdict: string | null | undefined }): JSX.Element {
  const word = verdict?.toUpperCase() ?? '';
  return word.startsWith('BEATS') ? (
    <Badge tone="good" icon="check" text={t('verdict.beats')} title={t('verdict.beats.help')} />
  ) : word.startsWith('WORSE') ? (
    <Badge tone="bad" icon="cross" text={t('verdict.worse')} title={t('verdict.worse.help')} />
  ) : word.startsWith('NOT PROVEN') ? (
    <Badge tone="unsure" icon="question" text={t('verdict.unproven')} title={t('verdict.unproven.help')} />
  ) : (
    <span class="soft">{t('verdict.none')}</span>
  );
}

/** How a figure changed, by its own direction. */
export function ChangeMark({ change }: { change: Change }): JSX.Element {
  return change === 'better' ? (
    <Badge tone="good" icon="check" text={t('change.better')} />
  ) : change === 'worse' ? (
    <Badge tone="bad" icon="cross" text={t('change.worse')} />
  ) : change === 'equal' ? (
    <span class="soft">{t('change.equal')}</span>
  ) : (
    <span class="soft">{t('change.unknown')}</span>
  );
}

const tones: Record<RunStatus, string> = { running: 'busy', scheduled: 'plain', finished: 'good', failed: 'bad', killed: 'unsure' };

export function Status({ status }: { status: RunStatus }): JSX.Element {
  return (
    <span class={`status ${tones[status]}`}>
      <i aria-hidden="true" />
      {t(`status.${status}`)}
    </span>
  );
}

export function Alias({ name, detail }: { name: string; detail?: string }): JSX.Element {
  return (
    <span class={name === 'champion' ? 'alias champion' : 'alias'}>
      {name}
      {detail && <b> {detail}</b>}
    </span>
  );
}
