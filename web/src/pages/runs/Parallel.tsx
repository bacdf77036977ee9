import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { RunKeys, RunTable } from '../../api/types';
import { all, setQuery, usePlace } from '../../app/router';
import { t } from '../../i18n';
import { ParallelPlot } from '../../shared/charts/ParallelPlot';
import { count } from '../../shared/format';
import { Empty, Shown } from '../../shared/States';
import { usePhone } from '../../shared/usePhone';
import { AxisChoice } from './AxisChoice';
import { isHigherBetter, metricOf, paramsOf, titleOf } from './columns';
import { byInfluence } from './influence';
import { useRunValues } from './useRunValues';

const mostAxes = 8;
const [usualAxes, phoneAxes] = [6, 3];
const mostChoices = 20;

/** The runs of the filter as lines through parameters to a metric: those chosen, or those that the metric goes with most, the one that tells most beside it. */
export function Parallel({ filter, order, keys }: { filter: string; order: string; keys: RunKeys }): JSX.Element {
  const { query } = usePlace();
  const chosen = all(query, 'axis');
  const metric = metricOf(query.get('y'), keys);
  const isPhone = usePhone();
  const asked = chosen.length > 0 ? chosen.slice(0, mostAxes) : paramsOf(keys);
  const values = useRunValues(filter, order, metric === undefined ? [] : [...asked, `metrics.${metric}`]);
  const ranked = useMemo(() => (values.data ? byInfluence(values.data) : []), [values.data]);
  const telling = ranked.filter(({ share }) => share > 0);
  const usual = (telling.length > 1 ? telling : ranked).slice(0, isPhone ? phoneAxes : usualAxes).map(({ place }) => place).toReversed();
  const drawn = chosen.length > 0 ? asked.map((_, place) => place) : usual;
  const axes = drawn.map((place) => asked[place] ?? '');
  if (metric === undefined || keys.params.length === 0) {
    return <Empty title={t('parallel.none')}><p>{t('parallel.none.help')}</p></Empty>;
  }
  return (
    <>
      <div class="toolbar wrap">
        <AxisChoice label={t('chart.metric')} keys={{ ...keys, params: [], tags: [] }} value={`metrics.${metric}`} choose={(id) => setQuery({ y: id.slice('metrics.'.length) })} />
        {[...new Set([...axes, ...ranked.map(({ place }) => asked[place] ?? ''), ...keys.params.map((p) => `params.${p}`)])].slice(0, mostChoices).map((id) => (
          <label key={id} class="check">
            <input type="checkbox" checked={axes.includes(id)} onChange={() => setQuery({ axis: axes.includes(id) ? axes.filter((a) => a !== id) : [...axes, id] })} />
            {titleOf(id)}
          </label>
        ))}
      </div>
      <Shown of={values}>{(table) => <Chart table={table} axes={axes} places={[...drawn, asked.length]} metric={metric} />}</Shown>
    </>
  );
}

function Chart({ table, axes: ids, places, metric }: { table: RunTable; axes: readonly string[]; places: readonly number[]; metric: string }): JSX.Element {
  const axes = useMemo(() => places.map((place, n) => ({ name: n < ids.length ? titleOf(ids[n] ?? '') : metric, values: table.rows.map((row) => row.values[place] ?? null) })), [table, places.join(), ids.join()]);
  const names = useMemo(() => table.rows.map((row) => row.name), [table]);
  return (
    <>
      <ParallelPlot title={t('parallel.title', { metric })} name={t('column.name')} names={names} axes={axes} higherIsBetter={isHigherBetter(metric)} />
      <p class="soft small">{t('chart.of', { shown: count(table.rows.length), all: count(table.total) })}</p>
    </>
  );
}
