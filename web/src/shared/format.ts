import type { Num } from '../api/types';
import { language } from '../i18n';

const locale = (): string => (language.get() === 'fr' ? 'fr-FR' : 'en-GB');
const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = locale() + JSON.stringify(options);
  const known = cache.get(key) ?? new Intl.NumberFormat(locale(), options);
  cache.set(key, known);
  return known as Intl.NumberFormat;
}

function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = 'd' + locale() + JSON.stringify(options);
  const known = cache.get(key) ?? new Intl.DateTimeFormat(locale(), options);
  cache.set(key, known);
  return known as Intl.DateTimeFormat;
}

function spans(): Intl.RelativeTimeFormat {
  const key = 'a' + locale();
  // Short French has "m." for months, which reads as minutes.
  const known = cache.get(key) ?? new Intl.RelativeTimeFormat(locale(), { numeric: 'auto', style: language.get() === 'fr' ? 'long' : 'short' });
  cache.set(key, known);
  return known as Intl.RelativeTimeFormat;
}

/** JSON has no NaN: the server writes it in quotes. */
export const toNumber = (value: Num | string | null | undefined): number => (value === null || value === undefined || value === '' ? NaN : Number(value));

/** A hyphen is shorter than a plus, and a line may break after it. */
const withMinus = (text: string): string => text.replace(/-(?=\d)/, '−');

/** A number as people read it: whole ones whole, others with four digits that matter. */
export function number(value: Num | null | undefined): string {
  const x = toNumber(value);
  if (Number.isNaN(x)) {
    return '–';
  }
  if (!Number.isFinite(x)) {
    return x > 0 ? '∞' : '−∞';
  }
  const size = Math.abs(x);
  return Number.isInteger(x) && size < 1e9 ? fixed(x, 0) : size >= 1e6 || size < 1e-4 ? withMinus(x.toExponential(2)) : fixed(x, size >= 100 ? 1 : 4);
}

/** A number with so many decimals. */
export const fixed = (x: number, decimals: number): string => withMinus(numbers({ minimumFractionDigits: decimals, maximumFractionDigits: decimals }).format(x));

/** A number with at most so many digits that matter. */
export const digits = (x: number, most: number): string => withMinus(numbers({ maximumSignificantDigits: most }).format(x));

/** A parameter as it was given; a number with four digits that matter. */
export const short = (value: string | null | undefined): string =>
  value === undefined || value === null ? '–' : value === '' || Number.isNaN(Number(value)) || Number.isInteger(Number(value)) ? value : String(Number(Number(value).toPrecision(4)));

/** A p-value: three digits, and no more zeros than tell anything. */
export function pValue(value: Num | null | undefined): string {
  const p = toNumber(value);
  return Number.isNaN(p) ? '–' : p < 0.001 ? `< ${numbers({ minimumFractionDigits: 3 }).format(0.001)}` : numbers({ minimumFractionDigits: 3, maximumFractionDigits: 3 }).format(p);
}

export const count = (value: number): string => numbers({ maximumFractionDigits: 0 }).format(value);

/** A difference with its sign. */
export function signed(value: Num | null | undefined): string {
  const x = toNumber(value);
  return Number.isNaN(x) ? '–' : x === 0 ? '0' : (x > 0 ? '+' : '−') + number(Math.abs(x));
}

export function percent(share: number, digits = 0): string {
  return Number.isFinite(share) ? numbers({ style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).format(share) : '–';
}

export function signedPercent(value: Num | null | undefined): string {
  const x = toNumber(value);
  return Number.isNaN(x) ? '–' : numbers({ style: 'percent', signDisplay: 'exceptZero', minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(x / 100).replace('-', '−');
}

/** A moment in UTC, as every time of the product. */
export const moment = (iso: string): string =>
  dates({ timeZone: 'UTC', year: 'numeric', month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', hour12: false }).format(new Date(iso));

export const day = (iso: string): string => dates({ timeZone: 'UTC', year: 'numeric', month: 'short', day: '2-digit' }).format(new Date(iso));

/** A moment on an axis: the day, or the hour where it is not midnight. */
export function shortDay(second: number): string {
  const time = new Date(second * 1000);
  return second % 86_400 === 0
    ? dates({ timeZone: 'UTC', day: 'numeric', month: 'short' }).format(time)
    : dates({ timeZone: 'UTC', hour: '2-digit', minute: '2-digit', hour12: false }).format(time);
}

/** A moment of a price axis: the month where it changes, else the day, else the hour. */
export const tickDay = (second: number, part: 'year' | 'month' | 'day' | 'hour'): string =>
  dates(
    part === 'year' ? { timeZone: 'UTC', year: 'numeric' } : part === 'month' ? { timeZone: 'UTC', month: 'short', year: 'numeric' } : part === 'day' ? { timeZone: 'UTC', day: 'numeric', month: 'short' } : { timeZone: 'UTC', hour: '2-digit', minute: '2-digit', hour12: false },
  ).format(new Date(second * 1000));

// Over more than 300 days a year has to be told, too.
const longSpan = 300 * 86_400;

/** The marks of a time axis, in seconds, of which so many are shown: a narrow one over many years may have a lone mark. */
export const tickTimes = (marks: readonly number[], shown: number): string[] => marks.map((second) => (shown > longSpan ? tickDay(second, 'month') : shortDay(second)));

/** How long something took. */
export function duration(start: string, end: string | null): string {
  if (end === null) {
    return '–';
  }
  return span((Date.parse(end) - Date.parse(start)) / 1000, 1);
}

/** So many seconds in the units that fit; decimals are those of less than a minute. */
export function span(seconds: number, decimals: number): string {
  const whole = Math.round(seconds);
  return seconds < 60
    ? `${fixed(seconds, decimals)} s`
    : whole < 3600
      ? `${Math.floor(whole / 60)} min ${whole % 60} s`
      : `${count(Math.floor(whole / 3600))} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** How long ago something was. */
export function ago(iso: string, now: number = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  const relative = spans();
  return seconds < 60
    ? relative.format(-Math.round(seconds), 'second')
    : seconds < 3600
      ? relative.format(-Math.round(seconds / 60), 'minute')
      : seconds < 86_400
        ? relative.format(-Math.round(seconds / 3600), 'hour')
        : seconds < 60 * 86_400
          ? relative.format(-Math.round(seconds / 86_400), 'day')
          : seconds < 730 * 86_400
            ? relative.format(-Math.floor(seconds / (30.44 * 86_400)), 'month')
            : relative.format(-Math.floor(seconds / (365.25 * 86_400)), 'year');
}

export function bytes(size: number): string {
  return size < 1000 ? `${size} B` : size < 1e6 ? `${numbers({ maximumFractionDigits: 1 }).format(size / 1e3)} kB` : `${numbers({ maximumFractionDigits: 1 }).format(size / 1e6)} MB`;
}
