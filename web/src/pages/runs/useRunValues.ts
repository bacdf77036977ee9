import { get } from '../../api/client';
import type { RunTable } from '../../api/types';
import { useData, type Data } from '../../shared/useData';

/** Values of the first runs that the filter finds, for a chart. */
export const useRunValues = (filter: string, order: string, columns: readonly string[], most = 1_000): Data<RunTable> =>
  useData(
    columns.length === 0 ? null : `values ${filter} ${order} ${columns.join()} ${most}`,
    (signal) => get<RunTable>('/runs/table', { filter, orderBy: [order], limit: most, column: columns }, signal),
    ['run'],
  );
