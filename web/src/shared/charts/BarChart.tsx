import type { JSX } from 'preact';
import { number } from '../format';
import { ChartFrame } from './ChartFrame';
import { Drawing, fitted } from './Drawing';
import { Legend } from './Lines';
import { usePalette, type Palette } from './palette';

/** A name with an amount for each series; a mark is a threshold that the amounts are held against. */
export interface BarRow {
  name: string;
  values: readonly number[];
  mark?: number;
}

interface Props {
  title: string;
  note?: string;
  /** What names are, and what each series and the marks are called. */
  name: string;
  series: readonly string[];
  markName?: string;
  rows: readonly BarRow[];
  /** Only so many of the rows are drawn; the table has all. */
  most?: number;
  format?: (value: number) => string;
  /** What to say in place of an empty chart. */
  none?: string;
}

const [thick, gap, between, top, edge] = [11, 3, 8, 4, 8];

/** Amounts by name as lying bars from zero on, those of several series under one another; a sign is told by the figure and by paleness. */
export function BarChart({ title, note, name, series, markName, rows, most = 30, format = number, none }: Props): JSX.Element {
  const palette = usePalette();
  const drawn = rows.slice(0, most);
  const height = top + drawn.length * (series.length * (thick + gap) - gap + between);
  const table = { columns: [name, ...series, ...(markName ? [markName] : [])], rows: rows.map((row) => [row.name, ...row.values.map(finite), ...(markName ? [finite(row.mark ?? NaN)] : [])]) };
  return (
    <ChartFrame title={title} note={note} table={table} {...(rows.length === 0 && none !== undefined && { none })}>
      {(series.length > 1 || markName) && <Legend names={series} {...(markName && { mark: markName })} />}
      <Drawing title={title} height={height} draw={(pen, width) => draw(pen, width, drawn, palette, format)} shows={[rows, palette.key, most]} />
    </ChartFrame>
  );
}

function draw(pen: CanvasRenderingContext2D, width: number, rows: readonly BarRow[], palette: Palette, format: (value: number) => string): void {
  const texts = rows.map((row) => row.values.map(format));
  const figures = Math.ceil(Math.max(0, ...texts.flat().map((text) => pen.measureText(text).width)));
  const names = Math.min(Math.ceil(Math.max(0, ...rows.map((row) => pen.measureText(row.name).width))), Math.floor(width * 0.4));
  const left = names + edge;
  const room = Math.max(20, width - left - figures - edge);
  const longest = Math.max(1e-12, ...rows.flatMap((row) => [...row.values, row.mark ?? 0].map((value) => (Number.isFinite(value) ? Math.abs(value) : 0))));
  const lengthOf = (value: number): number => (Number.isFinite(value) ? (Math.abs(value) / longest) * room : 0);
  rows.forEach((row, place) => {
    const high = row.values.length * (thick + gap) - gap;
    const y = top + place * (high + between);
    pen.fillStyle = palette.ink;
    pen.textAlign = 'right';
    pen.fillText(fitted(pen, row.name, names), names, y + high / 2 + 4);
    row.values.forEach((value, series) => {
      const at = y + series * (thick + gap);
      pen.fillStyle = palette.series[series] ?? palette.ink;
      pen.globalAlpha = value < 0 ? 0.45 : 1;
      pen.fillRect(left, at, Number.isFinite(value) ? Math.max(lengthOf(value), 1) : 0, thick);
      pen.globalAlpha = 1;
      pen.fillStyle = palette.soft;
      pen.textAlign = 'right';
      pen.fillText(texts[place]?.[series] ?? '', width, at + thick - 1.5);
    });
    if (row.mark !== undefined && Number.isFinite(row.mark)) {
      pen.fillStyle = palette.ink;
      pen.fillRect(left + lengthOf(row.mark) - 1, y - 2, 2, high + 4);
    }
  });
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
