import { get } from '../../api/client';
import type { RunTable } from '../../api/types';
import { useData, type Data } from '../../shared/useData';

const most = 1_000;

/** Values of the first runs that the filter finds, for a chart. */
export const useRunValues = (filter: string, order: string, columns: readonly string[]): Data<RunTable> =>
  useData(
    columns.length === 0 ? null : `values ${filter} ${order} ${columns.join()}`,
    (signal) => get<RunTable>('/runs/table', { filter, orderBy: [order], limit: most, column: columns }, signal),
    ['run'],
  );
