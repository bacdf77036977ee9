import { get, part } from '../../api/client';
import type { MetricPoint, Page } from '../../api/types';
import type { Line } from '../../shared/charts/Lines';
import { toNumber } from '../../shared/format';
import { useData, type Data } from '../../shared/useData';

const mostPoints = 5_000;

/** A metric's values over steps, for some runs. */
export function useHistories(metric: string | undefined, runs: readonly { id: string; name: string }[], live: readonly string[] = ['run']): Data<Line[]> {
  const key = metric === undefined || runs.length === 0 ? null : `curves ${metric} ${runs.map((r) => r.id).join()}`;
  return useData(
    key,
    (signal) =>
      Promise.all(
        runs.map(async (run): Promise<Line> => {
          const page = await get<Page<MetricPoint>>(`/runs/${part(run.id)}/metrics/${(metric ?? '').split('/').map(part).join('/')}`, { limit: mostPoints }, signal);
          return { name: run.name, points: page.items.map((point) => [point.step, toNumber(point.value)] as const).toSorted((a, b) => a[0] - b[0]) };
        }),
      ),
    live,
  );
}
