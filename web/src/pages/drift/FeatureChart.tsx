import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type uPlot from 'uplot';
import { get, part } from '../../api/client';
import type { DriftColumn, FeatureHistory, Num } from '../../api/types';
import { t } from '../../i18n';
import { ChartFrame } from '../../shared/charts/ChartFrame';
import { Legend } from '../../shared/charts/Lines';
import { Plot, spanOf } from '../../shared/charts/Plot';
import type { Palette } from '../../shared/charts/palette';
import { tickTimes, toNumber } from '../../shared/format';
import { Shown } from '../../shared/States';
import { useData } from '../../shared/useData';

const points = 200;

/** A feature, the forecasts or the outcomes over time beside the band of what was learnt from. */
export function FeatureChart({ series, column, learntTo }: { series: string; column: DriftColumn; learntTo: string | null }): JSX.Element {
  const asked = column.kind === 'feature' ? { feature: column.name } : { kind: column.kind };
  const history = useData(`${column.kind} ${series} ${column.name}`, (signal) => get<FeatureHistory>(`/series/${part(series)}/drift/values`, { ...asked, points }, signal), ['series']);
  return (
    <div class="feature-chart">
      <Shown of={history} rows={9}>
        {(found) => <Chart history={found} column={column} learntTo={learntTo} />}
      </Shown>
    </div>
  );
}

function Chart({ history, column, learntTo }: { history: FeatureHistory; column: DriftColumn; learntTo: string | null }): JSX.Element {
  const { stretches } = history;
  const isOutcome = column.kind === 'outcome';
  const title = column.kind === 'feature' ? t('drift.over-time', { feature: column.name }) : t(`drift.over-time.${column.kind}`);
  const data = useMemo(() => {
    const flat = (value: Num): (number | null)[] => stretches.map(() => known(value));
    return [stretches.map((s) => Date.parse(s.from) / 1000), stretches.map((s) => known(s.middle)), stretches.map((s) => known(s.low)), stretches.map((s) => known(s.high)), flat(history.low), flat(history.high)] as [number[], ...(number | null)[][]];
  }, [history]);
  const from = data[0][0] ?? 0;
  const end = learntTo === null ? null : Date.parse(learntTo) / 1000;
  // What was said begins after training.
  const hasEnd = end !== null && end >= from;
  const table = isOutcome
    ? { columns: [t('bars.time'), t('drift.outcomes'), t('drift.ups')], rows: stretches.map((s) => [s.from, s.rows, known(s.middle)]) }
    : {
        columns: [t('bars.time'), t('drift.learnt'), t('drift.rows'), t('drift.low'), t('drift.median'), t('drift.high')],
        rows: stretches.map((s) => [s.from, s.isLearnt ? 1 : 0, s.rows, known(s.low), known(s.middle), known(s.high)]),
      };
  const names = isOutcome ? [t('drift.ups'), t('drift.luck-band')] : [t('drift.median'), t('drift.reference-band')];
  return (
    <ChartFrame title={title} table={table} note={t(isOutcome ? 'drift.over-time.outcome.note' : 'drift.over-time.note')} {...(stretches.length === 0 && { none: t('drift.over-time.none') })}>
      <Legend names={names} dashed={names.slice(1)} {...(hasEnd && { mark: t('drift.learnt-to') })} />
      <Plot label={title} data={data} height={260} options={(palette) => options(palette, hasEnd ? end : null, stretches.length)} />
    </ChartFrame>
  );
}

const known = (value: Num): number | null => (Number.isFinite(toNumber(value)) ? toNumber(value) : null);

function options(palette: Palette, learntTo: number | null, count: number): Partial<uPlot.Options> {
  const [own, reference] = [palette.series[0] ?? palette.ink, palette.series[1] ?? palette.ink];
  const hidden = { points: { show: false } };
  return {
    axes: [{ values: (plot, splits) => tickTimes(splits, spanOf(plot)), space: 90 }, {}],
    series: [
      {},
      // A line through one place cannot be seen.
      { stroke: own, width: 2, points: { show: count < 40, size: 6 } },
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
