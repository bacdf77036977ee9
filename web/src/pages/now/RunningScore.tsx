import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type uPlot from 'uplot';
import type { SeriesScore } from '../../api/types';
import { t } from '../../i18n';
import { ChartFrame } from '../../shared/charts/ChartFrame';
import { Legend } from '../../shared/charts/Lines';
import { Plot, spanOf } from '../../shared/charts/Plot';
import { count, tickTimes } from '../../shared/format';

const coin = Math.LN2;
// The first forecasts jump about and would press the rest into a line.
const [quietFrom, shareLeftOut] = [50, 20];

/** The running log loss of settled forecasts beside the base rate and a coin, with the band that says how far luck goes. */
export function RunningScore({ score }: { score: SeriesScore }): JSX.Element {
  const data = useMemo(() => {
    const points = score.points.filter((p) => p.count >= Math.min(quietFrom, score.count / shareLeftOut));
    return [points.map((p) => Date.parse(p.target) / 1000), points.map((p) => p.mean), points.map((p) => p.baseRate), points.map(() => coin), points.map((p) => p.low), points.map((p) => p.high)] as uPlot.AlignedData;
  }, [score]);
  const names = [t('score.model'), t('score.base-rate'), t('score.coin')];
  const table = {
    columns: [t('bars.time'), t('score.count'), ...names, t('score.low'), t('score.high')],
    rows: score.points.map((p) => [p.target, p.count, p.mean, p.baseRate, coin, p.low, p.high]),
  };
  return (
    <ChartFrame title={t('score.title')} table={table} note={`${t(`score.${score.verdict}`, { count: count(score.count) })} ${t('score.note')}`} {...(score.points.length < 2 && { none: t('score.none') })}>
      <Legend names={names} dashed={names.slice(1)} />
      <Plot
        label={t('score.title')}
        data={data}
        height={260}
        options={(palette) => ({
          scales: { y: { range: () => rangeOf(data) } },
          axes: [{ values: (plot, splits) => tickTimes(splits, spanOf(plot)), space: 90 }, { label: t('score.unit') }],
          series: [
            {},
            { stroke: palette.series[0] ?? palette.ink, width: 2, points: { show: false } },
            { stroke: palette.series[1] ?? palette.ink, width: 1.5, dash: [6, 4], points: { show: false } },
            { stroke: palette.series[2] ?? palette.ink, width: 1.5, dash: [2, 3], points: { show: false } },
            { stroke: 'transparent', points: { show: false } },
            { stroke: 'transparent', points: { show: false } },
          ],
          bands: [{ series: [5, 4], fill: `color-mix(in srgb, ${palette.series[0] ?? palette.ink} 14%, transparent)` }],
        })}
      />
    </ChartFrame>
  );
}

/** The height of the picture: what lines take, and the band in the later half, since at first it is as wide as all there is. */
function rangeOf(data: uPlot.AlignedData): [number, number] {
  const half = Math.floor(data[0].length / 2);
  const values = [1, 2, 3, 4, 5].flatMap((column) => Array.from(data[column] ?? []).slice(column > 3 ? half : 0)).filter((value): value is number => typeof value === 'number');
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = 0.08 * (high - low || 0.01);
  return [low - margin, high + margin];
}
