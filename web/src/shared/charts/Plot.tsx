import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useLanguage } from '../../i18n';
import { number } from '../format';
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
    ...(place === 0 && { size: 30 }),
    ...(place === 1 && { size: 66, values: (_: uPlot, splits: number[]) => splits.map((x) => axisNumber(x)) }),
  };
}

/** An axis' number without digits that say nothing. */
export const axisNumber = (x: number): string => (Number.isInteger(x) || Math.abs(x) >= 1e5 || (Math.abs(x) < 1e-3 && x !== 0) ? number(x) : String(Number(x.toPrecision(4))));
