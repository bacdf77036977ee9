import type { JSX } from 'preact';
import { t } from '../../i18n';
import { digits } from '../format';
import { ChartFrame } from './ChartFrame';
import { Drawing, fitted } from './Drawing';
import { usePalette, type Palette } from './palette';
import { axisNumber } from './Plot';

/** An axis of parallel coordinates: a name, and the values of all rows; words are spread in their order. */
export interface ParallelAxis {
  name: string;
  values: readonly (number | string | null)[];
}

interface Scale {
  place: (value: number | string | null) => number | undefined;
  /** Each in words that are shorter and shorter: the first that fit are taken. */
  marks: readonly (readonly [share: number, texts: readonly string[]])[];
  log?: boolean;
}

/** The words above an axis: their middle, and half their width. */
interface Head {
  text: string;
  half: number;
  middle: number;
}

const margin = { top: 42, bottom: 14, side: 56 };

// Values that lie this many times apart, all above zero, are told apart by their logarithms alone.
const wideApart = 20;

/** One line for each row through all axes; coloured by the last axis, from worse (soft) to better (strong). */
export function ParallelPlot({ title, name, names, axes, higherIsBetter, height = 380 }: { title: string; name: string; names: readonly string[]; axes: readonly ParallelAxis[]; higherIsBetter?: boolean; height?: number }): JSX.Element {
  const palette = usePalette();
  const table = { columns: [name, ...axes.map((axis) => axis.name)], rows: names.map((row, place) => [row, ...axes.map((axis) => axis.values[place] ?? null)]) };
  return (
    <ChartFrame title={title} note={t('parallel.note', { metric: axes.at(-1)?.name ?? '' })} table={table}>
      <Drawing title={title} height={height} draw={(pen, width) => draw(pen, width, height, axes, palette, higherIsBetter ?? true)} shows={[axes, palette.key, higherIsBetter]} />
    </ChartFrame>
  );
}

function draw(pen: CanvasRenderingContext2D, width: number, height: number, axes: readonly ParallelAxis[], palette: Palette, higherIsBetter: boolean): void {
  if (axes.length < 2) {
    return;
  }
  const scales = axes.map(scaleOf);
  const x = (axis: number): number => margin.side + ((width - 2 * margin.side) * axis) / (axes.length - 1);
  const y = (share: number): number => height - margin.bottom - share * (height - margin.top - margin.bottom);
  const last = scales.length - 1;
  const room = Math.min(margin.side, (width - 2 * margin.side) / last) - 8;
  const rows = axes[0]?.values.length ?? 0;
  const strength = Array.from({ length: rows }, (_, row) => {
    const share = scales[last]?.place(axes[last]?.values[row] ?? null);
    return share === undefined ? 0 : higherIsBetter ? share : 1 - share;
  });
  const order = strength.map((_, row) => row).toSorted((a, b) => (strength[a] ?? 0) - (strength[b] ?? 0));
  pen.lineWidth = 1.25;
  for (const row of order) {
    pen.beginPath();
    let open = false;
    scales.forEach((scale, axis) => {
      const share = scale.place(axes[axis]?.values[row] ?? null);
      if (share === undefined) {
        open = false;
      } else if (open) {
        pen.lineTo(x(axis), y(share));
      } else {
        pen.moveTo(x(axis), y(share));
        open = true;
      }
    });
    const good = strength[row] ?? 0;
    pen.globalAlpha = 0.12 + 0.75 * good ** 3;
    pen.strokeStyle = good > 0.9 ? (palette.series[1] ?? palette.ink) : (palette.series[0] ?? palette.ink);
    pen.stroke();
  }
  pen.globalAlpha = 1;
  // Above its axis, but never beyond the edge; on two lines where one has no room.
  const heads = axes.map((axis, place): Head => {
    const text = cut(scales[place]?.log ? `${axis.name}, log` : axis.name, 22);
    const half = pen.measureText(text).width / 2 + 4;
    return { text, half, middle: Math.min(Math.max(x(place), half), width - half) };
  });
  const crowded = heads.some((head, place) => place > 0 && head.middle - head.half < (heads[place - 1]?.middle ?? 0) + (heads[place - 1]?.half ?? 0));
  scales.forEach((scale, axis) => {
    pen.strokeStyle = palette.soft;
    pen.lineWidth = 1.25;
    pen.beginPath();
    pen.moveTo(x(axis), y(0));
    pen.lineTo(x(axis), y(1));
    pen.stroke();
    pen.textAlign = 'center';
    pen.fillStyle = palette.ink;
    const { text, middle } = heads[axis] as Head;
    pen.fillText(text, middle, crowded && (last - axis) % 2 === 0 ? 14 : 26);
    pen.textAlign = axis === last ? 'left' : 'right';
    pen.fillStyle = palette.ink;
    pen.strokeStyle = palette.paper;
    pen.lineWidth = 4;
    pen.lineJoin = 'round';
    for (const [share, texts] of scale.marks) {
      const mark = fitted(pen, texts.find((text) => pen.measureText(text).width <= room) ?? texts.at(-1) ?? '', room);
      const at = [x(axis) + (axis === last ? 6 : -6), y(share) + 4] as const;
      // Lines run behind numbers, too.
      pen.strokeText(mark, ...at);
      pen.fillText(mark, ...at);
    }
  });
}

const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

const written = (value: number): string[] => [axisNumber(value), digits(value, 3), digits(value, 2)];

function scaleOf(axis: ParallelAxis): Scale {
  const numbers = axis.values.map((value) => (value === null || value === '' ? NaN : Number(value)));
  const finite = numbers.filter(Number.isFinite);
  if (finite.length > 0 && axis.values.every((value, place) => value === null || value === 'NaN' || !Number.isNaN(numbers[place]))) {
    const [low, high] = [Math.min(...finite), Math.max(...finite)];
    const log = low > 0 && high / low >= wideApart && finite.some((value) => !Number.isInteger(value));
    const share = (value: number): number => (high === low ? 0.5 : log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
    return {
      log,
      place: (value) => (value === null || !Number.isFinite(Number(value)) ? undefined : share(Number(value))),
      marks: (high === low ? [0.5] : [0, 0.5, 1]).map((s) => [s, written(high === low ? low : log ? low * (high / low) ** s : low + s * (high - low))] as const),
    };
  }
  const words = [...new Set(axis.values.filter((value) => value !== null).map(String))].toSorted();
  const share = (word: string): number => (words.length < 2 ? 0.5 : words.indexOf(word) / (words.length - 1));
  return { place: (value) => (value === null ? undefined : share(String(value))), marks: words.slice(0, 12).map((word) => [share(word), [word]] as const) };
}
