import type { Forecast } from '../../api/types';
import { toNumber } from '../../shared/format';

/** The score after one more forecast came true or not. */
export interface Score {
  time: number;
  /** Mean log loss so far, with the ends of its 95 % interval. */
  mean: number;
  low: number;
  high: number;
  /** Mean log loss of the share of up so far. */
  baseRate: number;
  hits: number;
  count: number;
}

const fewest = 10;
const normal95 = 1.959964;

/** Mean log loss of settled forecasts beside a running base rate; the interval counts each forecast as independent. */
export function scoreOf(forecasts: readonly Forecast[]): Score[] {
  const settled = forecasts.filter((f) => f.outcome !== null && Number.isFinite(toNumber(f.logLoss))).toSorted((a, b) => Date.parse(a.target) - Date.parse(b.target));
  let [sum, squares, ups, base, hits] = [0, 0, 0, 0, 0];
  return settled
    .map((forecast, place) => {
      const loss = toNumber(forecast.logLoss);
      const count = place + 1;
      // Before the first outcome the base rate is one half.
      const share = (ups + 0.5) / (place + 1);
      base -= Math.log(forecast.outcome === 1 ? share : 1 - share);
      ups += forecast.outcome ?? 0;
      hits += (forecast.direction === 'up') === (forecast.outcome === 1) ? 1 : 0;
      sum += loss;
      squares += loss * loss;
      const mean = sum / count;
      const half = count > 1 ? normal95 * Math.sqrt(Math.max(0, squares / count - mean * mean) / (count - 1)) : NaN;
      return { time: Date.parse(forecast.target) / 1000, mean, low: mean - half, high: mean + half, baseRate: base / count, hits, count };
    })
    .slice(Math.min(fewest, Math.max(0, settled.length - 1)));
}
