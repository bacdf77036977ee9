import type { IChartApi, ISeriesApi, ISeriesMarkersPluginApi, SeriesMarker, Time, UTCTimestamp } from 'lightweight-charts';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Forecast, PriceBar } from '../../api/types';
import { t, useLanguage } from '../../i18n';
import { toNumber } from '../format';
import { ChartFrame } from './ChartFrame';
import { usePalette, type Palette } from './palette';

interface Drawn {
  chart: IChartApi;
  bars: ISeriesApi<'Candlestick'>;
  marks: ISeriesMarkersPluginApi<Time>;
}

/** Bars as candles; each forecast is an arrow at its target, filled with colour once it is known whether it came true. */
export function Candles({ title, bars, forecasts, height = 380 }: { title: string; bars: readonly PriceBar[]; forecasts: readonly Forecast[]; height?: number }): JSX.Element {
  const holder = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<Drawn>();
  const palette = usePalette();
  const language = useLanguage();
  useEffect(() => {
    let gone = false;
    let chart: IChartApi | undefined;
    void import('lightweight-charts').then((charts) => {
      if (gone || !holder.current) {
        return;
      }
      chart = charts.createChart(holder.current, {
        autoSize: true,
        layout: { background: { color: 'transparent' }, textColor: palette.soft, attributionLogo: false, fontFamily: 'system-ui, sans-serif' },
        grid: { vertLines: { color: palette.line }, horzLines: { color: palette.line } },
        rightPriceScale: { borderColor: palette.line },
        timeScale: { borderColor: palette.line, timeVisible: true, secondsVisible: false },
        localization: { locale: language },
      });
      const series = chart.addSeries(charts.CandlestickSeries, { upColor: palette.good, borderUpColor: palette.good, wickUpColor: palette.good, downColor: palette.bad, borderDownColor: palette.bad, wickDownColor: palette.bad });
      setDrawn({ chart, bars: series, marks: charts.createSeriesMarkers(series, []) });
    });
    return () => {
      gone = true;
      chart?.remove();
      setDrawn(undefined);
    };
  }, [palette.key, language]);
  useEffect(() => {
    if (drawn) {
      drawn.bars.setData(bars.map((b) => ({ time: seconds(b.time), open: b.open, high: b.high, low: b.low, close: b.close })));
      drawn.marks.setMarkers(marksOf(bars, forecasts, palette));
    }
  }, [drawn, bars, forecasts]);
  const said = new Map(forecasts.map((f) => [Date.parse(f.target), f]));
  const table = {
    columns: [t('bars.time'), t('bars.open'), t('bars.high'), t('bars.low'), t('bars.close'), t('forecast.up'), t('forecast.outcome')],
    rows: bars.map((b) => {
      const forecast = said.get(Date.parse(b.time));
      return [b.time, b.open, b.high, b.low, b.close, forecast ? toNumber(forecast.probability) : null, forecast?.outcome ?? null];
    }),
  };
  return (
    <ChartFrame title={title} table={table} note={t('candles.note')}>
      <div ref={holder} role="img" aria-label={title} style={{ height: `${height}px` }} />
    </ChartFrame>
  );
}

const seconds = (iso: string): UTCTimestamp => Math.floor(Date.parse(iso) / 1000) as UTCTimestamp;

function marksOf(bars: readonly PriceBar[], forecasts: readonly Forecast[], palette: Palette): SeriesMarker<Time>[] {
  const first = bars[0] ? Date.parse(bars[0].time) : Infinity;
  const last = bars.at(-1) ? Date.parse(bars.at(-1)?.time ?? '') : -Infinity;
  return forecasts
    .filter((f) => f.direction !== null && Date.parse(f.target) >= first && Date.parse(f.target) <= last)
    .map((f): SeriesMarker<Time> => {
      const up = f.direction === 'up';
      const right = f.outcome === null ? undefined : (f.outcome === 1) === up;
      return {
        time: seconds(f.target),
        position: up ? 'belowBar' : 'aboveBar',
        shape: up ? 'arrowUp' : 'arrowDown',
        color: right === undefined ? palette.soft : right ? palette.good : palette.bad,
        size: 0.8,
      };
    })
    .toSorted((a, b) => Number(a.time) - Number(b.time));
}
