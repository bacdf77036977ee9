import type { Drift, DriftColumn, Num } from '../../api/types';
import { t } from '../../i18n';
import { count, fixed, percent, toNumber } from '../../shared/format';

const namedMost = 5;

/** A shift in standard deviations: two decimals, and its sign. */
export function inDeviations(value: Num | null | undefined): string {
  const x = toNumber(value);
  return Number.isFinite(x) ? (x < 0 ? '−' : '+') + fixed(Math.abs(x), 2) : '–';
}

/** A feature's own name, or that of the forecasts and the outcomes in the reader's language. */
export const nameOf = (column: DriftColumn): string => (column.kind === 'feature' ? column.name : t(`drift.kind.${column.kind}`));

/** What changed in a column besides its mean, or why it was not tested. */
export function changeOf(column: DriftColumn): string {
  const spread = toNumber(column.spread);
  if (column.words.startsWith('not tested')) {
    return t('drift.too-few');
  }
  return [...(Number.isFinite(spread) ? [t('drift.change.spread', { spread: fixed(spread, 2) })] : []), ...(column.outside >= 0.0005 ? [t('drift.change.outside', { share: percent(column.outside, 1) })] : [])].join(', ');
}

/** The finding: which features have changed, or how small a change could have stayed unseen. */
export function leadOf(drift: Drift): string {
  const alarmed = drift.columns.filter((c) => c.alarm).toSorted((a, b) => Math.abs(toNumber(b.shift)) - Math.abs(toNumber(a.shift)));
  const smallest = toNumber(drift.smallestVisibleShift);
  return alarmed.length > 0
    ? t('drift.lead.alarm', { alarmed: count(alarmed.length), all: count(drift.columns.length), names: alarmed.slice(0, namedMost).map((c) => `${nameOf(c)} (${inDeviations(c.shift)})`).join(', ') + (alarmed.length > namedMost ? ', …' : '') })
    : `${t('drift.lead.calm', { all: count(drift.columns.length) })} ${Number.isFinite(smallest) ? t('drift.lead.power', { rows: count(drift.rows), shift: fixed(smallest, 2) }) : ''}`.trim();
}
