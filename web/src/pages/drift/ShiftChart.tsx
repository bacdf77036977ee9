import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { DriftColumn } from '../../api/types';
import { t } from '../../i18n';
import { BarChart } from '../../shared/charts/BarChart';
import { toNumber } from '../../shared/format';
import { inDeviations, nameOf } from './words';

const most = 15;

/** How far each feature has moved, beside the smallest move that so many rows show. */
export function ShiftChart({ columns }: { columns: readonly DriftColumn[] }): JSX.Element {
  const rows = useMemo(
    () => columns.map((c) => ({ name: nameOf(c), values: [toNumber(c.shift)], mark: toNumber(c.smallestVisibleShift) })).toSorted((a, b) => nearness(b) - nearness(a)),
    [columns],
  );
  return (
    <BarChart
      title={t('drift.shifts')}
      note={t('drift.shifts.note', { shown: Math.min(most, rows.length), all: rows.length })}
      name={t('drift.feature')}
      series={[t('drift.shift')]}
      markName={t('drift.visible')}
      rows={rows}
      most={most}
      format={inDeviations}
    />
  );
}

/** The shift as a share of the smallest that shows. */
const nearness = ({ values: [shift], mark }: { values: number[]; mark: number }): number => (shift === undefined || !Number.isFinite(shift / mark) ? 0 : Math.abs(shift / mark));
