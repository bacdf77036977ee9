import type { JSX } from 'preact';
import type { Importance } from '../../api/types';
import { t } from '../../i18n';
import { ChartFrame } from '../../shared/charts/ChartFrame';
import { Bars } from '../../shared/charts/Bars';

/** Which parameters the objective depended on. */
export function Importances({ importances }: { importances: readonly Importance[] }): JSX.Element {
  const rest = Math.max(0, 1 - importances.reduce((sum, i) => sum + i.share, 0));
  const rows = importances.length === 0 ? [] : [...importances.map((i) => ({ name: i.name, share: i.share })), { name: t('study.interactions'), share: rest }];
  return (
    <ChartFrame title={t('study.importances')} table={{ columns: [t('compare.parameter'), t('study.share')], rows: rows.map((r) => [r.name, r.share]) }}>
      {rows.length === 0 ? <p class="soft pad">{t('study.no-importances')}</p> : <Bars label={t('study.importances')} rows={rows} />}
    </ChartFrame>
  );
}
