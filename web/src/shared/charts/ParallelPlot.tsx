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
}

const margin = { top: 42, bottom: 14, side: 56 };

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
  scales.forEach((scale, axis) => {
    pen.strokeStyle = palette.soft;
    pen.beginPath();
    pen.moveTo(x(axis), y(0));
    pen.lineTo(x(axis), y(1));
    pen.stroke();
    pen.textAlign = 'center';
    pen.fillStyle = palette.ink;
    const head = cut(axes[axis]?.name ?? '', 22);
    // Above its axis, but never beyond the edge.
    const half = pen.measureText(head).width / 2 + 4;
    pen.fillText(head, Math.min(Math.max(x(axis), half), width - half), 14 + ((last - axis) % 2 === 1 ? 12 : 0));
    pen.textAlign = axis === last ? 'left' : 'right';
    pen.fillStyle = palette.soft;
    for (const [share, texts] of scale.marks) {
      pen.fillText(fitted(pen, texts.find((text) => pen.measureText(text).width <= room) ?? texts.at(-1) ?? '', room), x(axis) + (axis === last ? 6 : -6), y(share) + 4);
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
    const share = (value: number): number => (high === low ? 0.5 : (value - low) / (high - low));
    return {
      place: (value) => (value === null || !Number.isFinite(Number(value)) ? undefined : share(Number(value))),
      marks: (high === low ? [0.5] : [0, 0.5, 1]).map((s) => [s, written(high === low ? low : low + s * (high - low))] as const),
    };
  }
  const words = [...new Set(axis.values.filter((value) => value !== null).map(String))].toSorted();
  const share = (word: string): number => (words.length < 2 ? 0.5 : words.indexOf(word) / (words.length - 1));
  return { place: (value) => (value === null ? undefined : share(String(value))), marks: words.slice(0, 12).map((word) => [share(word), [word]] as const) };
}
