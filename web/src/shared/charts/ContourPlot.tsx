import type { JSX } from 'preact';
import { t } from '../../i18n';
import { roundLogMarks, roundMarks } from './axis';
import { ChartFrame } from './ChartFrame';
import { Drawing } from './Drawing';
import { usePalette, type Palette } from './palette';
import { axisNumber } from './Plot';

/** An axis of a contour. */
export interface PlaneAxis {
  name: string;
  log: boolean;
}

export interface PlanePoint {
  x: number;
  y: number;
  z: number;
  name: string;
}

interface Extent {
  low: number;
  high: number;
}

const margin = { left: 66, right: 16, top: 12, bottom: 42 };
const cell = 6;
const edge = 0.04;

/** How a value goes over a plane: points as tried, and between them a mean weighted by nearness. Strong colour is good. */
export function ContourPlot({ title, x, y, z, points, higherIsBetter, name, height = 360 }: { title: string; x: PlaneAxis; y: PlaneAxis; z: string; points: readonly PlanePoint[]; higherIsBetter: boolean; name: string; height?: number }): JSX.Element {
  const palette = usePalette();
  return (
    <ChartFrame title={title} note={t('contour.note')} table={{ columns: [name, x.name, y.name, z], rows: points.map((p) => [p.name, p.x, p.y, p.z]) }}>
      <Drawing title={title} height={height} draw={(pen, width) => draw(pen, width, height, points, x, y, higherIsBetter, palette)} shows={[points, palette.key, higherIsBetter, x.log, y.log]} />
    </ChartFrame>
  );
}

function draw(pen: CanvasRenderingContext2D, width: number, height: number, all: readonly PlanePoint[], x: PlaneAxis, y: PlaneAxis, higherIsBetter: boolean, palette: Palette): void {
  const points = all.filter((p) => [p.x, p.y, p.z].every(Number.isFinite) && (!x.log || p.x > 0) && (!y.log || p.y > 0));
  if (points.length === 0) {
    return;
  }
  const [ofX, ofY, ofZ] = [widened(points.map((p) => bent(p.x, x.log))), widened(points.map((p) => bent(p.y, y.log))), extent(points.map((p) => p.z))];
  const [wide, high] = [width - margin.left - margin.right, height - margin.top - margin.bottom];
  const unit = points.map((p) => ({ u: share(bent(p.x, x.log), ofX), v: share(bent(p.y, y.log), ofY), w: higherIsBetter ? share(p.z, ofZ) : 1 - share(p.z, ofZ) }));
  for (let left = 0; left < wide; left += cell) {
    for (let top = 0; top < high; top += cell) {
      const good = between(unit, (left + cell / 2) / wide, 1 - (top + cell / 2) / high);
      pen.globalAlpha = 0.06 + 0.62 * (Math.floor(good * 8) / 8);
      pen.fillStyle = palette.series[0] ?? palette.ink;
      pen.fillRect(margin.left + left, margin.top + top, Math.min(cell, wide - left), Math.min(cell, high - top));
    }
  }
  pen.globalAlpha = 1;
  const best = unit.reduce((b, p, place) => (p.w > (unit[b]?.w ?? -1) ? place : b), 0);
  unit.forEach((p, place) => {
    pen.beginPath();
    pen.arc(margin.left + p.u * wide, margin.top + (1 - p.v) * high, place === best ? 6 : 3, 0, 2 * Math.PI);
    pen.fillStyle = place === best ? (palette.series[1] ?? palette.ink) : palette.ink;
    pen.fill();
    pen.strokeStyle = palette.paper;
    pen.stroke();
  });
  pen.fillStyle = palette.soft;
  pen.textAlign = 'center';
  for (const mark of marksOf(ofX, x.log, Math.floor(wide / 80))) {
    pen.fillText(axisNumber(mark), margin.left + share(bent(mark, x.log), ofX) * wide, height - margin.bottom + 16);
  }
  pen.textAlign = 'right';
  for (const mark of marksOf(ofY, y.log, 5)) {
    pen.fillText(axisNumber(mark), margin.left - 6, margin.top + (1 - share(bent(mark, y.log), ofY)) * high + 4);
  }
  pen.fillStyle = palette.ink;
  pen.textAlign = 'center';
  pen.fillText(x.name, margin.left + wide / 2, height - 6);
  pen.save();
  pen.translate(14, margin.top + high / 2);
  pen.rotate(-Math.PI / 2);
  pen.fillText(y.name, 0, 0);
  pen.restore();
}

function between(points: readonly { u: number; v: number; w: number }[], u: number, v: number): number {
  let [sum, weights] = [0, 0];
  for (const p of points) {
    const weight = 1 / ((p.u - u) ** 2 + (p.v - v) ** 2 + 1e-4) ** 1.5;
    sum += weight * p.w;
    weights += weight;
  }
  return sum / weights;
}

const bent = (value: number, log: boolean): number => (log ? Math.log(value) : value);
const marksOf = ({ low, high }: Extent, log: boolean, about: number): number[] => (log ? roundLogMarks(Math.exp(low), Math.exp(high), about) : roundMarks(low, high, about));
const share = (value: number, { low, high }: Extent): number => (high === low ? 0.5 : (value - low) / (high - low));
const extent = (values: readonly number[]): Extent => ({ low: Math.min(...values), high: Math.max(...values) });

/** With some room, so that no point lies on the edge. */
function widened(values: readonly number[]): Extent {
  const { low, high } = extent(values);
  return { low: low - edge * (high - low), high: high + edge * (high - low) };
}
