import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useLanguage } from '../../i18n';
import { digits, fixed, number } from '../format';
import { usePalette, type Palette } from './palette';

/** uPlot in the page's colours; it fills the width that it is given and follows it. */
export function Plot({ label, data, options, height = 240 }: { label: string; data: uPlot.AlignedData; options: (palette: Palette) => Partial<uPlot.Options>; height?: number }): JSX.Element {
  const holder = useRef<HTMLDivElement>(null);
  const palette = usePalette();
  const language = useLanguage();
  useEffect(() => {
    const element = holder.current;
    if (!element) {
      return;
    }
    const given = options(palette);
    const width = (): number => Math.max(200, element.clientWidth);
    const plot = new uPlot(
      {
        width: width(),
        height,
        series: [],
        cursor: { drag: { x: true, y: false } },
        legend: { show: false },
        ...given,
        axes: (given.axes ?? [{}, {}]).map((axis, place) => ({ ...axisOf(palette, place), ...axis })),
      },
      data,
      element,
    );
    const observer = new ResizeObserver(() => plot.setSize({ width: width(), height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [data, height, palette.key, language]);
  return <div ref={holder} class="plot" role="img" aria-label={label} style={{ minHeight: `${height}px` }} />;
}

function axisOf(palette: Palette, place: number): uPlot.Axis {
  return {
    stroke: palette.soft,
    grid: { stroke: palette.line, width: 1 },
    ticks: { stroke: palette.line, width: 1, size: 4 },
    font: '12px system-ui, sans-serif',
    labelFont: '12px system-ui, sans-serif',
    labelSize: 18,
    values: (_: uPlot, splits: (number | null)[]) => axisNumbers(splits),
    ...(place === 0 && { size: 30 }),
    ...(place === 1 && { size: 66 }),
  };
}

/** Numbers along an axis, all with as many decimals as the step between them needs; on a logarithmic axis some places have none. */
function axisNumbers(splits: readonly (number | null)[]): string[] {
  const shown = splits.filter((x) => x !== null);
  const step = Math.min(...shown.slice(1).map((x, place) => Math.abs(x - (shown[place] ?? x))));
  const isEven = shown.length > 2 && Math.abs((shown[2] ?? 0) - 2 * (shown[1] ?? 0) + (shown[0] ?? 0)) < step / 1000;
  const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  // A step of 2.5 takes one decimal more than its size tells.
  const places = Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6 ? decimals + 1 : decimals;
  return splits.map((x) => (x === null ? '' : isEven && places <= 6 && Math.abs(x) < 1e6 ? fixed(x, places) : axisNumber(x)));
}

/** How much the axis across shows, in its own unit. */
export const spanOf = (plot: uPlot): number => (plot.scales['x']?.max ?? 0) - (plot.scales['x']?.min ?? 0);

/** A lone number of a drawing, without digits that say nothing. */
export const axisNumber = (x: number): string => (Number.isInteger(x) || Math.abs(x) >= 1e5 || (Math.abs(x) < 1e-3 && x !== 0) ? number(x) : digits(x, 4));
