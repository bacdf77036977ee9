import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type uPlot from 'uplot';
import { get, part } from '../../api/client';
import type { FeatureHistory } from '../../api/types';
import { t } from '../../i18n';
import { ChartFrame } from '../../shared/charts/ChartFrame';
import { Legend } from '../../shared/charts/Lines';
import { Plot } from '../../shared/charts/Plot';
import type { Palette } from '../../shared/charts/palette';
import { day, toNumber } from '../../shared/format';
import { Shown } from '../../shared/States';
import { useData } from '../../shared/useData';

const points = 200;

/** One feature over time beside the band of what was learnt from. */
export function FeatureChart({ series, feature, learntTo }: { series: string; feature: string; learntTo: string | null }): JSX.Element {
  const history = useData(`feature ${series} ${feature}`, (signal) => get<FeatureHistory>(`/series/${part(series)}/drift/values`, { feature, points }, signal), ['series']);
  return (
    <div class="feature-chart">
      <Shown of={history} rows={9}>
        {(found) => <Chart history={found} learntTo={learntTo} />}
      </Shown>
    </div>
  );
}

function Chart({ history, learntTo }: { history: FeatureHistory; learntTo: string | null }): JSX.Element {
  const { stretches } = history;
  const title = t('drift.over-time', { feature: history.feature });
  const data = useMemo(() => {
    const flat = (value: FeatureHistory['low']): (number | null)[] => stretches.map(() => (Number.isFinite(toNumber(value)) ? toNumber(value) : null));
    return [stretches.map((s) => Date.parse(s.from) / 1000), stretches.map((s) => s.middle), stretches.map((s) => s.low), stretches.map((s) => s.high), flat(history.low), flat(history.high)] as [number[], ...(number | null)[][]];
  }, [history]);
  const table = {
    columns: [t('bars.time'), t('drift.learnt'), t('drift.rows'), t('drift.low'), t('drift.median'), t('drift.high')],
    rows: stretches.map((s) => [s.from, s.isLearnt ? 1 : 0, s.rows, s.low, s.middle, s.high]),
  };
  return (
    <ChartFrame title={title} table={table} note={t('drift.over-time.note')}>
      <Legend names={[t('drift.median'), t('drift.reference-band')]} dashed={[t('drift.reference-band')]} mark={t('drift.learnt-to')} />
      <Plot label={title} data={data} height={260} options={(palette) => options(palette, learntTo === null ? null : Date.parse(learntTo) / 1000)} />
    </ChartFrame>
  );
}

function options(palette: Palette, learntTo: number | null): Partial<uPlot.Options> {
  const [own, reference] = [palette.series[0] ?? palette.ink, palette.series[1] ?? palette.ink];
  const hidden = { points: { show: false } };
  return {
    axes: [{ values: (_, splits) => splits.map((second) => day(new Date(second * 1000).toISOString())), space: 90 }, {}],
    series: [
      {},
      { stroke: own, width: 2, ...hidden },
      { stroke: 'transparent', ...hidden },
      { stroke: 'transparent', ...hidden },
      { stroke: reference, width: 1.5, dash: [6, 4], ...hidden },
      { stroke: reference, width: 1.5, dash: [6, 4], ...hidden },
    ],
    bands: [{ series: [3, 2], fill: `color-mix(in srgb, ${own} 18%, transparent)` }],
    hooks: { draw: [(plot) => endOfTraining(plot, palette, learntTo)] },
  };
}

function endOfTraining(plot: uPlot, palette: Palette, at: number | null): void {
  if (at === null) {
    return;
  }
  const { ctx: pen, bbox } = plot;
  const x = plot.valToPos(at, 'x', true);
  pen.save();
  pen.strokeStyle = palette.ink;
  pen.setLineDash([]);
  pen.lineWidth = devicePixelRatio;
  pen.beginPath();
  pen.moveTo(x, bbox.top);
  pen.lineTo(x, bbox.top + bbox.height);
  pen.stroke();
  pen.restore();
}
