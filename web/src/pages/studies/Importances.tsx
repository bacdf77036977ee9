import type { JSX } from 'preact';
import type { Importance } from '../../api/types';
import { t } from '../../i18n';
import { BarChart } from '../../shared/charts/BarChart';
import { percent } from '../../shared/format';

/** Which parameters the objective depended on. */
export function Importances({ importances }: { importances: readonly Importance[] }): JSX.Element {
  const rest = Math.max(0, 1 - importances.reduce((sum, i) => sum + i.share, 0));
  const rows = importances.length === 0 ? [] : [...importances.map((i) => ({ name: i.name, values: [i.share] })), { name: t('study.interactions'), values: [rest] }];
  return <BarChart title={t('study.importances')} name={t('compare.parameter')} series={[t('study.share')]} rows={rows} format={(share) => percent(share)} none={t('study.no-importances')} />;
}
