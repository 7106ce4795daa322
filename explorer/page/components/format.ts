/** How durations, times, counts and ids are written; durations and times are microseconds. */

const UNITS: readonly (readonly [size: number, name: string])[] = [
  [86_400_000_000, 'd'],
  [3_600_000_000, 'h'],
  [60_000_000, 'min'],
  [1_000_000, 's'],
  [1_000, 'ms'],
  [1, 'µs'],
];

/** A duration in at most two units: `3 d 4 h`, `12.5 ms`, `0 µs`. */
export function duration(micros: number): string {
  if (!Number.isFinite(micros)) return '–';
  if (micros < 0) return `−${duration(-micros)}`;
  const index = UNITS.findIndex(([size]) => micros >= size);
  const [size, name] = UNITS[index] ?? [1, 'µs'];
  const next = UNITS[index + 1];
  // from minutes on a fraction is read worse than the next unit
  if (size >= 60_000_000 && next !== undefined) {
    const whole = Math.floor(micros / size);
    const rest = Math.floor((micros - whole * size) / next[0]);
    return rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${next[1]}`;
  }
  return `${digits(micros / size)} ${name}`;
}

/** Three digits that count, no zeros at the end. */
const digits = (value: number): string => String(Number(value.toPrecision(value >= 100 ? 4 : 3)));

// made once: each takes longer than what it is asked for
const EXACT = new Intl.NumberFormat('en');
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** `1,234`, and `12.3 M` where a count is long. */
export function count(value: number): string {
  return (value < 100_000 ? EXACT : COMPACT).format(value);
}

/** `1 span`, `2 spans`. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** The share of errors: `0 %`, `0.4 %`, `12 %`. */
export function share(part: number, whole: number): string {
  const percent = whole === 0 ? 0 : (part / whole) * 100;
  return `${percent > 0 && percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`;
}

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const LONG = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });

/** The local time of day, to the millisecond: `14:02:31.120`. */
export const clock = (micros: number): string =>
  `${TIME.format(micros / 1000)}.${String(Math.floor(micros / 1000) % 1000).padStart(3, '0')}`;

/** The local day: `20 Nov`. */
export const day = (micros: number): string => DAY.format(micros / 1000);

/** Day and time, as the details say it. */
export const moment = (micros: number): string => `${LONG.format(micros / 1000)}, ${clock(micros)}`;

/** How long ago, roughly: `now`, `12 s ago`. */
export function ago(micros: number, now: number): string {
  const past = now - micros;
  if (past < 2_000_000) return 'now';
  const [size, name] = UNITS.find(([unit]) => past >= unit) ?? [1_000_000, 's'];
  return `${Math.floor(past / size)} ${name} ago`;
}

/** The first digits of an id: enough to tell apart what is on a screen. */
export const shortId = (id: string): string => id.slice(0, 8);
