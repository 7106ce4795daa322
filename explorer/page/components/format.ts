/** The text of durations, times, counts and ids. Durations and times are microseconds. */
import type { Usage } from '../../api/conversation-answers.js';

const UNITS: readonly (readonly [size: number, name: string])[] = [
  [86_400_000_000, 'd'],
  [3_600_000_000, 'h'],
  [60_000_000, 'min'],
  [1_000_000, 's'],
  [1_000, 'ms'],
  [1, 'µs'],
];

/** Returns a duration in at most two units: `3 d 4 h`, `12.5 ms`, `0 µs`. */
export function duration(micros: number): string {
  if (!Number.isFinite(micros)) return '–';
  if (micros < 0) return `−${duration(-micros)}`;
  const index = UNITS.findIndex(([size]) => micros >= size);
  const [size, name] = UNITS[index] ?? [1, 'µs'];
  const next = UNITS[index + 1];
  // from minutes on, the next unit is easier to read than a fraction
  if (size >= 60_000_000 && next !== undefined) {
    const whole = Math.floor(micros / size);
    const rest = Math.floor((micros - whole * size) / next[0]);
    return rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${next[1]}`;
  }
  return `${digits(micros / size)} ${name}`;
}

/** Returns three significant digits, without trailing zeros. */
const digits = (value: number): string => String(Number(value.toPrecision(value >= 100 ? 4 : 3)));

// made once: making a format takes longer than using it
const EXACT = new Intl.NumberFormat('en');
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** Returns a count: `1,234`, or `12.3M` from 100,000 on. */
export function count(value: number): string {
  return (value < 100_000 ? EXACT : COMPACT).format(value);
}

/** Returns a count and its noun: `1 span`, `2 spans`. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** Returns a percentage: `0 %`, `0.4 %`, `12 %`. */
export function share(part: number, whole: number): string {
  const percent = whole === 0 ? 0 : (part / whole) * 100;
  return `${percent > 0 && percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const LONG = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

/** Returns the local time of day, to the millisecond: `14:02:31.120`. */
export const clock = (micros: number): string =>
  `${TIME.format(micros / 1000)}.${String(((Math.floor(micros / 1000) % 1000) + 1000) % 1000).padStart(3, '0')}`;

/** Returns the local day: `20 Nov`. */
export const day = (micros: number): string => DAY.format(micros / 1000);

/** Returns the local day with its year, and the time of day. */
export const moment = (micros: number): string => `${LONG.format(micros / 1000)}, ${clock(micros)}`;

/** Returns a rough age: `now`, `12 s ago`; `in 2 h` for a time that a clock ahead has measured. */
export function ago(micros: number, now: number): string {
  const past = now - micros;
  const away = Math.abs(past);
  if (away < 2_000_000) return 'now';
  const [size, name] = UNITS.find(([unit]) => away >= unit) ?? [1_000_000, 's'];
  const rounded = `${Math.floor(away / size)} ${name}`;
  return past < 0 ? `in ${rounded}` : `${rounded} ago`;
}

/** Returns the first digits of an id: enough to tell apart the traces on a screen. */
export const shortId = (id: string): string => id.slice(0, 8);

/** Returns tokens and cost in words. */
export function usageText({ inputTokens, outputTokens, cost }: Usage): string {
  const tokens = `${inputTokens.toLocaleString('en')} tokens in, ${outputTokens.toLocaleString('en')} out`;
  return cost === undefined ? tokens : `${tokens}, cost ${Number(cost.toPrecision(4))}`;
}
