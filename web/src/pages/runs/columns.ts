import type { RunKeys } from '../../api/types';

/** A column of the table of runs. */
export interface RunColumn {
  /** How the address and the server call it: <c>metrics.log_loss</c>, <c>start</c>. */
  id: string;
  /** What the server sorts by. */
  order: string;
  width: number;
  right: boolean;
}

const fixed: readonly RunColumn[] = [
  { id: 'name', order: 'run_name', width: 146, right: false },
  { id: 'status', order: 'status', width: 100, right: false },
  { id: 'start', order: 'start_time', width: 166, right: true },
  { id: 'duration', order: 'end_time', width: 88, right: true },
  { id: 'experiment', order: 'start_time', width: 130, right: false },
  { id: 'user', order: 'user_id', width: 70, right: false },
];

export const fixedIds: readonly string[] = fixed.map((column) => column.id);

/** Metrics that stand first, where there are such. */
export const usual = ['log_loss', 'brier', 'roc_auc', 'accuracy', 'f1'];
const usualFixed = ['name', 'status', 'start', 'duration', 'user'];
// As many as a laptop's window shows without scrolling.
const mostMetrics = 4;

/** The columns that are shown when nobody chose: the usual metrics first, then whatever there is. */
export function usualColumns(keys: RunKeys): string[] {
  const metrics = [...usual.filter((m) => keys.metrics.includes(m)), ...keys.metrics.filter((m) => !usual.includes(m) && !m.includes('/'))];
  return [...usualFixed, ...metrics.slice(0, mostMetrics).map((m) => `metrics.${m}`)];
}

export function columnOf(id: string): RunColumn {
  return fixed.find((column) => column.id === id) ?? { id, order: quoted(id), width: id.startsWith('metrics.') ? 98 : 140, right: !id.startsWith('tags.') };
}

export const isValue = (id: string): boolean => !fixedIds.includes(id);

/** The name as people see it: without the kind for metrics. */
export const titleOf = (id: string): string => (id.startsWith('metrics.') ? id.slice('metrics.'.length) : id.startsWith('params.') ? id.slice('params.'.length) : id);

/** Which way a metric goes, as far as its name tells. */
export const isHigherBetter = (metric: string): boolean => !/loss|brier|error|rmse|mae/.test(metric);

/** The metric that runs are seen by: the one chosen, else a usual one. */
export const metricOf = (chosen: string | null, keys: RunKeys): string | undefined =>
  chosen ?? keys.metrics.find((m) => m === 'log_loss') ?? keys.metrics.find((m) => !m.includes('/')) ?? keys.metrics[0];

const mostAsked = 80;

/** The columns of the parameters that are asked for where none is chosen, to find those that a metric goes with: so many at most. */
export const paramsOf = (keys: RunKeys): string[] => keys.params.slice(0, mostAsked).map((name) => `params.${name}`);

/** A key as the filter language takes it. */
export function quoted(id: string): string {
  const dot = id.indexOf('.');
  const [kind, name] = [id.slice(0, dot), id.slice(dot + 1)];
  return /^[\w\-./:@]+$/.test(name) ? id : `${kind}.\`${name.replaceAll('`', '``')}\``;
}
