import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import uPlot from 'uplot';
import { ChartFrame } from './ChartFrame';
import { Plot } from './Plot';

/** A point with a name. */
export interface Point {
  name: string;
  x: number;
  y: number;
  marked?: boolean;
}

// Whole powers of ten would leave most of a logarithmic axis empty.
const spare = 1.25;

/** Points in a plane; marked ones stand out in colour and size. */
export function Scatter({ title, x, y, points, logX, height, name }: { title: string; x: string; y: string; points: readonly Point[]; logX?: boolean; height?: number; name: string }): JSX.Element {
  const shown = useMemo(() => points.filter((p) => Number.isFinite(p.x) && Number.isFinite(p.y) && (!logX || p.x > 0)).toSorted((a, b) => a.x - b.x), [points, logX]);
  const data = useMemo((): uPlot.AlignedData => [shown.map((p) => p.x), shown.map((p) => (p.marked ? null : p.y)), shown.map((p) => (p.marked ? p.y : null))], [shown]);
  return (
    <ChartFrame title={title} table={{ columns: [name, x, y], rows: shown.map((p) => [p.name, p.x, p.y]) }}>
      <Plot
        label={title}
        data={data}
        {...(height !== undefined && { height })}
        options={(palette) => ({
          scales: { x: { time: false, ...(logX && { distr: 3, range: (_: uPlot, low: number, high: number): [number, number] => [low / spare, high * spare] }) } },
          axes: [{ label: x }, { label: y }],
          series: [
            { label: x },
            { stroke: palette.series[0] ?? palette.ink, paths: () => null, points: { show: true, size: 6, fill: palette.series[0] ?? palette.ink } },
            { stroke: palette.series[1] ?? palette.ink, paths: () => null, points: { show: true, size: 10, fill: palette.series[1] ?? palette.ink } },
          ],
        })}
      />
    </ChartFrame>
  );
}
