import type { JSX } from 'preact';
import { t } from '../../i18n';
import { fixed, number } from '../format';
import { decimalsOf, roundMarks } from './axis';
import { ChartFrame } from './ChartFrame';
import { Drawing, fitted } from './Drawing';
import { usePalette, type Palette } from './palette';

/** A name with a value, and the interval that it is known to; NaN where there is none. */
export interface PointRow {
  name: string;
  value: number;
  low: number;
  high: number;
}

interface Props {
  title: string;
  note: string;
  /** What names are, and what the values are. */
  name: string;
  value: string;
  rows: readonly PointRow[];
  /** Only so many of the rows are drawn; the table has all. */
  most?: number;
  none?: string;
}

const [high, top, bottom, edge, dot] = [22, 4, 38, 8, 4.5];

/** Values by name as points with their intervals, on an axis that fits them: what differs in the third digit is seen to differ. */
export function PointChart({ title, note, name, value, rows, most = 30, none }: Props): JSX.Element {
  const palette = usePalette();
  const drawn = rows.slice(0, most);
  const height = top + drawn.length * high + bottom;
  const table = { columns: [name, value, t('points.low'), t('points.high')], rows: rows.map((row) => [row.name, finite(row.value), finite(row.low), finite(row.high)]) };
  return (
    <ChartFrame title={title} note={note} table={table} {...(rows.length === 0 && none !== undefined && { none })}>
      <Drawing title={title} height={height} draw={(pen, width) => draw(pen, width, drawn, value, palette)} shows={[rows, palette.key, most, value]} />
    </ChartFrame>
  );
}

function draw(pen: CanvasRenderingContext2D, width: number, rows: readonly PointRow[], value: string, palette: Palette): void {
  const names = Math.min(Math.ceil(Math.max(0, ...rows.map((row) => pen.measureText(row.name).width))), Math.floor(width * 0.4));
  const texts = rows.map((row) => number(row.value));
  const figures = Math.ceil(Math.max(0, ...texts.map((text) => pen.measureText(text).width)));
  const [left, right] = [names + 2 * edge, width - figures - 2 * edge];
  const seen = rows.flatMap((row) => [row.value, row.low, row.high]).filter(Number.isFinite);
  const [least, greatest] = [Math.min(...seen), Math.max(...seen)];
  const spare = (greatest - least || Math.abs(greatest) || 1) * 0.05;
  const [from, to] = [least - spare, greatest + spare];
  const x = (at: number): number => left + ((at - from) / (to - from)) * (right - left);
  const floor = top + rows.length * high;
  const marks = seen.length === 0 ? [] : roundMarks(from, to, Math.max(3, Math.floor((right - left) / 90)));
  for (const mark of marks) {
    pen.fillStyle = palette.line;
    pen.fillRect(x(mark), top, 1, floor - top);
    pen.fillStyle = palette.soft;
    pen.textAlign = 'center';
    pen.fillText(fixed(mark, decimalsOf(marks)), x(mark), floor + 15);
  }
  pen.fillStyle = palette.ink;
  pen.textAlign = 'center';
  pen.fillText(value, (left + right) / 2, floor + 33);
  rows.forEach((row, place) => {
    const y = top + (place + 0.5) * high;
    pen.fillStyle = palette.ink;
    pen.textAlign = 'right';
    pen.fillText(fitted(pen, row.name, names), names, y + 4);
    pen.fillStyle = palette.soft;
    pen.fillText(texts[place] ?? '', width, y + 4);
    pen.fillStyle = palette.series[0] ?? palette.ink;
    if (Number.isFinite(row.low) && Number.isFinite(row.high)) {
      pen.fillRect(x(row.low), y - 1, Math.max(1, x(row.high) - x(row.low)), 2);
      pen.fillRect(x(row.low) - 1, y - 4, 2, 8);
      pen.fillRect(x(row.high) - 1, y - 4, 2, 8);
    }
    if (Number.isFinite(row.value)) {
      pen.beginPath();
      pen.arc(x(row.value), y, dot, 0, 2 * Math.PI);
      pen.fill();
    }
  });
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
