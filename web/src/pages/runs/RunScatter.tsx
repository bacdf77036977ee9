import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { RunKeys, RunTable } from '../../api/types';
import { setQuery, usePlace } from '../../app/router';
import { t } from '../../i18n';
import { Scatter } from '../../shared/charts/Scatter';
import { count, toNumber } from '../../shared/format';
import { Empty, Shown } from '../../shared/States';
import { AxisChoice } from './AxisChoice';
import { titleOf } from './columns';
import { useRunValues } from './useRunValues';

/** The runs of the filter as points of two metrics or parameters. */
export function RunScatter({ filter, order, keys }: { filter: string; order: string; keys: RunKeys }): JSX.Element {
  const { query } = usePlace();
  const plain = keys.metrics.filter((m) => !m.includes('/'));
  const x = query.get('x') ?? (plain.includes('log_loss') ? 'metrics.log_loss' : keys.metrics[0] ? `metrics.${keys.metrics[0]}` : '');
  const other = plain.find((m) => m === 'accuracy') ?? plain.find((m) => `metrics.${m}` !== x) ?? keys.metrics[1];
  const y = query.get('y2') ?? (other ? `metrics.${other}` : x);
  const values = useRunValues(filter, order, x === '' ? [] : [x, y]);
  if (x === '') {
    return <Empty title={t('parallel.none')} />;
  }
  return (
    <>
      <div class="toolbar">
        <AxisChoice label={t('chart.x')} keys={keys} value={x} choose={(id) => setQuery({ x: id })} />
        <AxisChoice label={t('chart.y')} keys={keys} value={y} choose={(id) => setQuery({ y2: id })} />
      </div>
      <Shown of={values}>{(table) => <Chart table={table} x={titleOf(x)} y={titleOf(y)} />}</Shown>
    </>
  );
}

function Chart({ table, x, y }: { table: RunTable; x: string; y: string }): JSX.Element {
  const points = useMemo(() => table.rows.map((row) => ({ name: row.name, x: toNumber(row.values[0]), y: toNumber(row.values[1]) })), [table]);
  return (
    <>
      <Scatter title={t('scatter.title', { x, y })} name={t('column.name')} x={x} y={y} points={points} height={380} />
      <p class="soft small">{t('chart.of', { shown: count(table.rows.length), all: count(table.total) })}</p>
    </>
  );
}
