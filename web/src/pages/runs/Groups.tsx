import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { RunKeys, RunRow, RunTable } from '../../api/types';
import { address, setQuery, usePlace } from '../../app/router';
import { t } from '../../i18n';
import { PointChart } from '../../shared/charts/PointChart';
import { compare, DataTable } from '../../shared/DataTable';
import { count, digits, number, toNumber } from '../../shared/format';
import { Link } from '../../shared/Link';
import { Empty, Shown } from '../../shared/States';
import { AxisChoice } from './AxisChoice';
import { isHigherBetter, metricOf, paramsOf, quoted, titleOf } from './columns';
import { byInfluence } from './influence';
import { runLink } from './RunsTable';
import { useRunValues } from './useRunValues';

// As many as the server gives at once.
const most = 5_000;

/** The runs that have the same value of a parameter. */
interface Group {
  value: string;
  runs: number;
  /** NaN where no run has the metric. */
  mean: number;
  /** Of the mean; NaN where fewer than two runs have the metric. */
  standardError: number;
  best: number;
  bestRun: RunRow | undefined;
}

/** The runs of the filter by the values of a parameter, the one chosen or the one that the metric goes with most: how many, and the metric's mean and best. */
export function Groups({ filter, order, keys }: { filter: string; order: string; keys: RunKeys }): JSX.Element {
  const { query } = usePlace();
  const metric = metricOf(query.get('y'), keys);
  const chosen = query.get('by');
  const asked = chosen === null ? paramsOf(keys) : [];
  const all = useRunValues(filter, order, metric === undefined || asked.length === 0 ? [] : [...asked, `metrics.${metric}`]);
  const telling = useMemo(() => (all.data ? asked[byInfluence(all.data)[0]?.place ?? 0] : undefined), [all.data]);
  const by = chosen ?? telling;
  const values = useRunValues(filter, order, metric === undefined || by === undefined ? [] : [by, `metrics.${metric}`], most);
  if (metric === undefined || keys.params.length === 0) {
    return <Empty title={t('parallel.none')}><p>{t('parallel.none.help')}</p></Empty>;
  }
  if (by === undefined) {
    return <Shown of={all}>{() => null}</Shown>;
  }
  return (
    <>
      <div class="toolbar wrap">
        <AxisChoice label={t('groups.by')} keys={{ ...keys, metrics: [] }} value={by} choose={(id) => setQuery({ by: id })} />
        <AxisChoice label={t('chart.metric')} keys={{ ...keys, params: [] }} value={`metrics.${metric}`} choose={(id) => setQuery({ y: id.slice('metrics.'.length) })} />
      </div>
      <Shown of={values}>{(table) => <GroupsOf table={table} filter={filter} by={by} metric={metric} />}</Shown>
    </>
  );
}

function GroupsOf({ table, filter, by, metric }: { table: RunTable; filter: string; by: string; metric: string }): JSX.Element {
  const isHigher = isHigherBetter(metric);
  const orderOf = useMemo(() => orderIn(table), [table]);
  const groups = useMemo(() => groupsOf(table, isHigher, orderOf), [table, isHigher]);
  const title = t('groups.title', { metric, by: titleOf(by) });
  const runsOf = (group: Group): string => address('/runs', { filter: [filter, `${quoted(by)} = '${group.value.replaceAll("'", "''")}'`].filter((part) => part !== '').join(' AND ') });
  return (
    <>
      <PointChart
        title={title}
        note={t('groups.note')}
        name={titleOf(by)}
        value={t('groups.mean-of', { metric })}
        rows={groups.map((group) => ({ name: group.value, value: group.mean, low: group.mean - 2 * group.standardError, high: group.mean + 2 * group.standardError }))}
        none={t('table.empty')}
      />
      <DataTable
        label={title}
        rows={groups}
        id={(group) => group.value}
        columns={[
          { title: titleOf(by), cell: (group) => <Link to={runsOf(group)}>{group.value}</Link>, sort: (group) => orderOf(group.value) },
          { title: t('groups.runs'), cell: (group) => count(group.runs), sort: (group) => group.runs, right: true },
          { title: t('groups.mean'), cell: (group) => number(group.mean), sort: (group) => group.mean, right: true },
          { title: t('groups.error'), cell: (group) => (Number.isFinite(group.standardError) ? digits(group.standardError, 2) : '–'), sort: (group) => group.standardError, right: true },
          { title: t('groups.best'), cell: (group) => number(group.best), sort: (group) => group.best, right: true },
          { title: t('groups.best-run'), cell: (group) => group.bestRun && <Link to={runLink(group.bestRun.id)}>{group.bestRun.name}</Link> },
        ]}
      />
      <p class="soft small">{t('groups.of', { shown: count(groups.reduce((sum, group) => sum + group.runs, 0)), all: count(table.total) })}</p>
    </>
  );
}

/** By value; runs without the parameter are in no group, and one without the metric counts as a run alone. */
function groupsOf(table: RunTable, isHigher: boolean, orderOf: (value: string) => number | string): Group[] {
  const groups = new Map<string, { rows: RunRow[]; known: { row: RunRow; value: number }[] }>();
  for (const row of table.rows) {
    if (row.values[0] !== null && row.values[0] !== undefined) {
      const key = String(row.values[0]);
      const group = groups.get(key) ?? { rows: [], known: [] };
      group.rows.push(row);
      const value = toNumber(row.values[1]);
      if (Number.isFinite(value)) {
        group.known.push({ row, value });
      }
      groups.set(key, group);
    }
  }
  return [...groups]
    .map(([value, { rows, known }]) => {
      const best = known.toSorted((a, b) => (isHigher ? b.value - a.value : a.value - b.value))[0];
      const mean = known.length === 0 ? NaN : known.reduce((sum, one) => sum + one.value, 0) / known.length;
      const spread = known.reduce((sum, one) => sum + (one.value - mean) ** 2, 0);
      const standardError = known.length < 2 ? NaN : Math.sqrt(spread / (known.length - 1) / known.length);
      return { value, runs: rows.length, mean, standardError, best: best?.value ?? NaN, bestRun: best?.row };
    })
    .toSorted((a, b) => compare(orderOf(a.value), orderOf(b.value)));
}

/** By size where all are numbers, however they are written; else as words. */
function orderIn(table: RunTable): (value: string) => number | string {
  const texts = table.rows.map((row) => row.values[0]).filter((value) => value !== null);
  return texts.every((text) => !Number.isNaN(toNumber(text))) ? Number : (value) => value;
}
