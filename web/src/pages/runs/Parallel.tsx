import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { RunKeys, RunTable } from '../../api/types';
import { setQuery, usePlace } from '../../app/router';
import { t } from '../../i18n';
import { ParallelPlot } from '../../shared/charts/ParallelPlot';
import { count } from '../../shared/format';
import { Empty, Shown } from '../../shared/States';
import { AxisChoice } from './AxisChoice';
import { titleOf } from './columns';
import { useRunValues } from './useRunValues';

const mostAxes = 8;
const mostChoices = 20;

/** The runs of the filter as lines through their parameters to a metric. */
export function Parallel({ filter, order, keys }: { filter: string; order: string; keys: RunKeys }): JSX.Element {
  const { query } = usePlace();
  const chosen = query.getAll('axis');
  const metric = query.get('y') ?? keys.metrics.find((m) => m === 'log_loss') ?? keys.metrics.find((m) => !m.includes('/')) ?? keys.metrics[0];
  const usual = keys.params.filter((p) => !['seed', 'tol'].includes(p)).slice(0, mostAxes - 2).map((p) => `params.${p}`);
  const axes = chosen.length > 0 ? chosen : usual;
  const columns = metric === undefined ? [] : [...axes.slice(0, mostAxes), `metrics.${metric}`];
  const values = useRunValues(filter, order, columns);
  if (metric === undefined || keys.params.length === 0) {
    return <Empty title={t('parallel.none')}><p>{t('parallel.none.help')}</p></Empty>;
  }
  return (
    <>
      <div class="toolbar wrap">
        <AxisChoice label={t('chart.metric')} keys={{ ...keys, params: [], tags: [] }} value={`metrics.${metric}`} choose={(id) => setQuery({ y: id.slice('metrics.'.length) })} />
        {[...new Set([...axes, ...keys.params.map((p) => `params.${p}`)])].slice(0, mostChoices).map((id) => (
          <label key={id} class="check">
            <input type="checkbox" checked={axes.includes(id)} onChange={() => setQuery({ axis: axes.includes(id) ? axes.filter((a) => a !== id) : [...axes, id] })} />
            {titleOf(id)}
          </label>
        ))}
      </div>
      <Shown of={values}>{(table) => <Chart table={table} columns={columns} metric={metric} />}</Shown>
    </>
  );
}

function Chart({ table, columns, metric }: { table: RunTable; columns: readonly string[]; metric: string }): JSX.Element {
  const axes = useMemo(() => columns.map((id, place) => ({ name: titleOf(id), values: table.rows.map((row) => row.values[place] ?? null) })), [table, columns.join()]);
  const names = useMemo(() => table.rows.map((row) => row.name), [table]);
  return (
    <>
      <ParallelPlot title={t('parallel.title', { metric })} name={t('column.name')} names={names} axes={axes} higherIsBetter={!/loss|brier|error|rmse|mae/.test(metric)} />
      <p class="soft small">{t('chart.of', { shown: count(table.rows.length), all: count(table.total) })}</p>
    </>
  );
}
