import type { IChartApi, ISeriesApi, ISeriesMarkersPluginApi, SeriesMarker, TickMarkType, Time, UTCTimestamp } from 'lightweight-charts';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Forecast, PriceBar, SeriesEvent } from '../../api/types';
import { t, useLanguage } from '../../i18n';
import { fixed, moment, tickDay, toNumber } from '../format';
import { ChartFrame } from './ChartFrame';
import { usePalette, type Palette } from './palette';

interface Drawn {
  chart: IChartApi;
  bars: ISeriesApi<'Candlestick'>;
  marks: ISeriesMarkersPluginApi<Time>;
}

/** What happened to the model while the bars came in. */
export interface CandleEvent {
  at: string;
  kind: SeriesEvent['kind'] | 'promoted';
  /** What stands beside the mark, besides its kind. */
  text: string;
  words: string;
}

/** Bars as candles; each forecast is an arrow at its target, filled with colour once it is known whether it came true. Marks above say what happened to the model. */
export function Candles({ title, bars, forecasts, events, height = 380 }: { title: string; bars: readonly PriceBar[]; forecasts: readonly Forecast[]; events: readonly CandleEvent[]; height?: number }): JSX.Element {
  const holder = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<Drawn>();
  const palette = usePalette();
  const language = useLanguage();
  useEffect(() => {
    let gone = false;
    let chart: IChartApi | undefined;
    void charts().then((charts) => {
      if (gone || !holder.current) {
        return;
      }
      chart = charts.createChart(holder.current, {
        autoSize: true,
        layout: { background: { color: 'transparent' }, textColor: palette.soft, attributionLogo: false, fontFamily: 'system-ui, sans-serif' },
        grid: { vertLines: { color: palette.line }, horzLines: { color: palette.line } },
        rightPriceScale: { borderColor: palette.line },
        timeScale: { borderColor: palette.line, timeVisible: true, secondsVisible: false, rightOffset: 3, tickMarkFormatter: tickOf },
        localization: { locale: language, timeFormatter: (time: Time) => moment(new Date(Number(time) * 1000).toISOString()) },
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
  // With the turn that no longer says it is busy, so that a picture taken then has them.
  useLayoutEffect(() => {
    if (drawn) {
      const decimals = decimalsOf(bars);
      drawn.bars.applyOptions({ priceFormat: { type: 'custom', minMove: 10 ** -decimals, formatter: (price: number) => fixed(price, decimals) } });
      const ahead = openAhead(bars, forecasts);
      // The bar that is still to come has a place, so that what is said of it can stand there.
      drawn.bars.setData([...bars.map((b) => ({ time: seconds(b.time), open: b.open, high: b.high, low: b.low, close: b.close })), ...(ahead ? [{ time: seconds(ahead.target) }] : [])]);
      drawn.marks.setMarkers([...arrowsOf(bars, forecasts, palette), ...placed(bars, events).map(([bar, event]) => markOf(bar, event, palette))].toSorted((a, b) => Number(a.time) - Number(b.time)));
    }
  }, [drawn, bars, forecasts, events]);
  const said = new Map(forecasts.map((f) => [Date.parse(f.target), f]));
  const happened = placed(bars, events);
  const table = {
    columns: [t('bars.time'), t('bars.open'), t('bars.high'), t('bars.low'), t('bars.close'), t('forecast.up'), t('forecast.by'), t('forecast.outcome'), t('candles.event')],
    rows: bars.map((b) => {
      const forecast = said.get(Date.parse(b.time));
      return [b.time, b.open, b.high, b.low, b.close, forecast ? toNumber(forecast.probability) : null, forecast ? `${forecast.model}:${forecast.version}` : null, forecast?.outcome ?? null, toldOf(happened.filter(([bar]) => bar === b))];
    }),
  };
  return (
    <ChartFrame title={title} table={table}>
      <ul class="legend">
        {keys.map(([tone, glyph, word]) => (
          <li key={word}>
            <b class={tone} aria-hidden="true">
              {glyph}
            </b>
            {t(word)}
          </li>
        ))}
      </ul>
      <div ref={holder} role="img" aria-label={title} aria-busy={!drawn} style={{ height: `${height}px` }} />
      <p class="soft note">{t('candles.note')}</p>
    </ChartFrame>
  );
}

// A file of its own, since only candles need it.
const charts = (): Promise<typeof import('lightweight-charts')> => import('lightweight-charts');

/** Fetches what draws candles while their bars are still on the way. */
export const fetchCharts = (): void => void charts();

const keys = [
  ['good', '▲▼', 'candles.right'],
  ['bad', '▲▼', 'candles.wrong'],
  ['soft', '▲▼', 'candles.open'],
  ['accent', '■', 'candles.took-over'],
  ['unsure', '●', 'candles.alarm'],
  ['soft', '●', 'candles.refused'],
] as const;

// The library's numbers for what changes at a mark: 0 the year, 1 the month, 2 the day, then times.
const tickOf = (time: Time, kind: TickMarkType): string => tickDay(Number(time), kind === 0 ? 'year' : kind === 1 ? 'month' : kind === 2 ? 'day' : 'hour');

/** So many decimals as prices of this size are told with: six digits, and those of the quotes where they have fewer. */
function decimalsOf(bars: readonly PriceBar[]): number {
  const close = Math.abs(bars.at(-1)?.close ?? 1) || 1;
  const useful = Math.min(8, Math.max(0, 6 - Math.ceil(Math.log10(close))));
  return Math.min(useful, Math.max(0, ...bars.slice(-50).map((b) => (String(b.close).split('.')[1] ?? '').length)));
}

/** The newest forecast where its bar is yet to come. */
function openAhead(bars: readonly PriceBar[], forecasts: readonly Forecast[]): Forecast | undefined {
  const [last, newest] = [bars.at(-1), forecasts.at(-1)];
  return last && newest && newest.direction !== null && Date.parse(newest.target) > Date.parse(last.time) ? newest : undefined;
}

const seconds = (iso: string): UTCTimestamp => Math.floor(Date.parse(iso) / 1000) as UTCTimestamp;

function arrowsOf(bars: readonly PriceBar[], forecasts: readonly Forecast[], palette: Palette): SeriesMarker<Time>[] {
  const ahead = openAhead(bars, forecasts);
  const open = ahead ? [{ time: seconds(ahead.target), position: 'atPriceMiddle' as const, price: bars.at(-1)?.close ?? 0, shape: ahead.direction === 'up' ? ('arrowUp' as const) : ('arrowDown' as const), color: palette.soft, size: 1.4 }] : [];
  const first = bars[0] ? Date.parse(bars[0].time) : Infinity;
  const last = bars.at(-1) ? Date.parse(bars.at(-1)?.time ?? '') : -Infinity;
  const said = forecasts
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
    });
  return [...said, ...open];
}

const textOf = (event: CandleEvent): string => [t(`care.${event.kind}`), event.text].filter((part) => part !== '').join(' ');

const toldOf = (events: readonly [PriceBar, CandleEvent][]): string | null => events.map(([, event]) => `${textOf(event)}: ${event.words}`).join('; ') || null;

/** Events with the bar that they fell into; those before the first bar, or long after the last one, are not in sight. */
function placed(bars: readonly PriceBar[], events: readonly CandleEvent[]): [PriceBar, CandleEvent][] {
  const [first, last] = [Date.parse(bars[0]?.time ?? ''), Date.parse(bars.at(-1)?.time ?? '')];
  const patience = bars.length < 2 ? 0 : (3 * (last - first)) / (bars.length - 1);
  return events.flatMap((event): [PriceBar, CandleEvent][] => {
    const at = Date.parse(event.at);
    const bar = at <= last + patience ? bars.findLast((b) => Date.parse(b.time) <= at) : undefined;
    return bar ? [[bar, event]] : [];
  });
}

function markOf(bar: PriceBar, event: CandleEvent, palette: Palette): SeriesMarker<Time> {
  const isAlarm = event.kind === 'drift' || event.kind === 'decay' || event.kind === 'failed';
  return {
    time: seconds(bar.time),
    position: 'aboveBar',
    shape: event.kind === 'promoted' || event.kind === 'refreshed' ? 'square' : 'circle',
    color: isAlarm ? palette.unsure : event.kind === 'kept' ? palette.soft : palette.accent,
    text: textOf(event),
    size: 1.2,
  };
}
