import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import uPlot from 'uplot';
import { t } from '../../i18n';
import { percent } from '../format';
import { ChartFrame, type Table } from './ChartFrame';
import { Plot } from './Plot';

/** A line of a chart. */
export interface Line {
  name: string;
  points: readonly (readonly [x: number, y: number])[];
  /** Points alone, with nothing between them. */
  dots?: boolean;
}

const dashes = [[], [6, 4], [2, 3], [8, 3, 2, 3]];

/** Lines over a common axis. Colour and dash tell them apart, and the legend beside the title names them. Smoothed by a share, a value counts as much less with each after it; the table has all as they are, and beside them as they are drawn. */
export function Lines({ title, note, x, y, lines, stepped, logY, smooth = 0, height }: { title: string; note?: string; x: string; y?: string; lines: readonly Line[]; stepped?: boolean; logY?: boolean; smooth?: number; height?: number }): JSX.Element {
  const data = useMemo(() => aligned(lines), [lines]);
  const drawn = useMemo(() => (smooth > 0 || logY ? aligned(lines.map((line) => ({ ...line, points: shownOf(line.points, smooth, logY ?? false) }))) : data), [data, smooth, logY]);
  const smoothed = useMemo(() => (smooth > 0 ? aligned(lines.map((line) => ({ ...line, points: shownOf(line.points, smooth, false) }))) : []), [lines, smooth]);
  const places = data[0] as number[];
  const whole = places.every(Number.isInteger);
  return (
    <ChartFrame title={title} note={note} table={tableOf(x, lines, [data, smoothed], t('chart.smoothed', { share: percent(smooth) }))}>
      {lines.length > 1 && <Legend names={lines.map((line) => line.name)} />}
      <Plot
        label={title}
        data={drawn}
        {...(height !== undefined && { height })}
        options={(palette) => ({
          scales: { x: { time: false }, ...(logY && { y: { distr: 3 as const } }) },
          axes: [{ label: x, ...(whole && { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000, 1_000_000] }) }, y ? { label: y } : {}],
          series: [
            { label: x },
            ...lines.map((line, place) => ({
              label: line.name,
              stroke: palette.series[place % 6] ?? palette.ink,
              dash: dashes[Math.floor(place / 6) % dashes.length] ?? [],
              width: 2,
              spanGaps: true,
              points: { show: line.dots === true || (line.points.length < 40 && lines.every((other) => other.dots !== true)), size: line.dots ? 4 : 6 },
              ...(line.dots ? { paths: () => null } : stepped && uPlot.paths.stepped && { paths: uPlot.paths.stepped({ align: 1 }) }),
            })),
          ],
        })}
      />
    </ChartFrame>
  );
}

/** Which colour is what: dashes tell which lines are not whole; mark names the thin upright line where there is one. */
export function Legend({ names, dashed, mark }: { names: readonly string[]; dashed?: readonly string[]; mark?: string }): JSX.Element {
  return (
    <ul class="legend">
      {names.map((name, place) => (
        <li key={name}>
          <i class={`mark s${(place % 6) + 1}${dashed?.includes(name) ? ' dashed' : ''}`} aria-hidden="true" />
          {name}
        </li>
      ))}
      {mark && (
        <li>
          <i class="mark upright" aria-hidden="true" />
          {mark}
        </li>
      )}
    </ul>
  );
}

/** Values as they are, and behind them as they are smoothed where they are. */
function tableOf(x: string, lines: readonly Line[], [data, smoothed]: readonly [uPlot.AlignedData, uPlot.AlignedData | readonly []], words: string): Table {
  const parts = smoothed.length > 0 ? [data, smoothed] : [data];
  return {
    columns: [x, ...parts.flatMap((part) => lines.map((line) => (part === data ? line.name : `${line.name}, ${words}`)))],
    rows: (data[0] as number[]).map((place, row) => [place, ...parts.flatMap((part) => lines.map((_, line) => part[line + 1]?.[row] ?? null))]),
  };
}

/** Exponentially smoothed, as if there were nothing before the first; a logarithm has no place for what is not above zero. */
function shownOf(points: Line['points'], smooth: number, logY: boolean): Line['points'] {
  let [sum, weight] = [0, 0];
  return points.map(([x, y]) => {
    if (Number.isFinite(y)) {
      [sum, weight] = [smooth * sum + (1 - smooth) * y, smooth * weight + (1 - smooth)];
    }
    const value = Number.isFinite(y) ? sum / weight : NaN;
    return [x, logY && value <= 0 ? NaN : value] as const;
  });
}

function aligned(lines: readonly Line[]): uPlot.AlignedData {
  const tables = lines.map((line): uPlot.AlignedData => [line.points.map((p) => p[0]), line.points.map((p) => (Number.isFinite(p[1]) ? p[1] : null))]);
  return tables.length === 0 ? [[]] : tables.length === 1 && tables[0] ? tables[0] : uPlot.join(tables);
}
