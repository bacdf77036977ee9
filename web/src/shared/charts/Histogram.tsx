import type { JSX } from 'preact';
import { t } from '../../i18n';
import { fixed, percent } from '../format';
import { decimalsOf, roundMarks } from './axis';
import { ChartFrame } from './ChartFrame';
import { Drawing, fitted } from './Drawing';
import { Legend } from './Lines';
import { usePalette, type Palette } from './palette';
import { axisNumber } from './Plot';

/** Two samples over the same bins: edges are those between bins, so that there is one fewer; the outermost bins are open. */
export interface Bins {
  edges: readonly number[];
  /** Shares, 0 to 1; NaN where a sample is empty. */
  first: readonly number[];
  second: readonly number[];
}

interface Props {
  title: string;
  note?: string;
  /** What the bins are of. */
  x: string;
  names: readonly [string, string];
  bins: Bins;
  /** Names in place of the bins' ends, where each bin is one thing. */
  labels?: readonly string[];
  height?: number;
  none?: string;
}

const margin = { left: 52, right: 8, top: 10, bottom: 40 };

/** Shares of two samples in the same bins, beside one another; the first lies behind as an area, the second as bars. */
export function Histogram({ title, note, x, names, bins, labels, height = 260, none }: Props): JSX.Element {
  const palette = usePalette();
  const { edges, first, second } = bins;
  const rows = first.map((share, place) => (labels ? [labels[place] ?? '', known(share), known(second[place])] : [edges[place - 1] ?? null, edges[place] ?? null, known(share), known(second[place])]));
  return (
    <ChartFrame title={title} note={note} table={{ columns: labels ? [x, ...names] : [t('histogram.above'), t('histogram.to'), ...names], rows }} {...(none !== undefined && { none })}>
      <Legend names={names} />
      <Drawing title={title} height={height} draw={(pen, width) => draw(pen, width, height, bins, x, labels, palette)} shows={[bins, labels?.join(), palette.key, x]} />
    </ChartFrame>
  );
}

function draw(pen: CanvasRenderingContext2D, width: number, height: number, { edges, first, second }: Bins, x: string, labels: readonly string[] | undefined, palette: Palette): void {
  const [wide, high] = [width - margin.left - margin.right, height - margin.top - margin.bottom];
  const most = Math.max(1e-9, ...[...first, ...second].filter(Number.isFinite));
  const marks = roundMarks(0, most, 5);
  const top = Math.max(most, marks.at(-1) ?? 0) * 1.04;
  const left = (place: number): number => margin.left + (wide * place) / first.length;
  const up = (share: number): number => margin.top + high * (1 - share / top);
  for (const mark of marks) {
    pen.fillStyle = palette.line;
    pen.fillRect(margin.left, up(mark), wide, 1);
    pen.fillStyle = palette.soft;
    pen.textAlign = 'right';
    pen.fillText(percent(mark, Math.max(0, decimalsOf(marks) - 2)), margin.left - 6, up(mark) + 4);
  }
  const step = wide / first.length;
  first.forEach((share, place) => {
    if (Number.isFinite(share)) {
      pen.globalAlpha = 0.35;
      pen.fillStyle = palette.series[0] ?? palette.ink;
      pen.fillRect(left(place) + 0.5, up(share), step - 1, up(0) - up(share));
      pen.globalAlpha = 1;
      pen.fillRect(left(place) + 0.5, up(share), step - 1, 2);
    }
    const now = second[place] ?? NaN;
    if (Number.isFinite(now)) {
      pen.fillStyle = palette.series[1] ?? palette.ink;
      pen.fillRect(left(place) + step * 0.3, up(now), step * 0.4, up(0) - up(now));
    }
  });
  pen.fillStyle = palette.soft;
  pen.fillRect(margin.left, up(0), wide, 1);
  pen.textAlign = 'center';
  if (labels) {
    labels.forEach((label, place) => pen.fillText(fitted(pen, label, step - 4), left(place + 0.5), up(0) + 16));
  } else {
    const every = Math.max(1, Math.ceil(edges.length / Math.max(2, Math.floor(wide / 80))));
    // One more than tells them apart: edges lie at no round places.
    const digits = decimalsOf(edges.filter((_, place) => place % every === 0)) + 1;
    edges.forEach((edge, place) => {
      if (place % every === 0) {
        pen.fillRect(left(place + 1), up(0), 1, 4);
        pen.fillText(digits <= 6 && Math.abs(edge) < 1e6 ? fixed(edge, digits) : axisNumber(edge), left(place + 1), up(0) + 16);
      }
    });
  }
  pen.fillStyle = palette.ink;
  pen.fillText(fitted(pen, x, wide), margin.left + wide / 2, height - 6);
}

const known = (share: number | undefined): number | null => (share !== undefined && Number.isFinite(share) ? share : null);
