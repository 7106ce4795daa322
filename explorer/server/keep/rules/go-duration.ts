/** Durations as Go writes them, and with it the Collector: `30s`, `1h30m`, `1.5h`, `250ms`. */

const MILLISECONDS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};
const PART = '(?:\\d+\\.?\\d*|\\.\\d+)(?:ns|us|µs|μs|ms|s|m|h)';
const DURATION = new RegExp(`^\\+?(?:0|(?:${PART})+)$`);

/** Returns milliseconds; undefined if the text is no duration, or a negative one. */
export function parseDuration(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  let milliseconds = 0;
  for (const [, amount = '0', unit = ''] of text.matchAll(/([\d.]+)(\D+)/g))
    milliseconds += Number(amount) * (MILLISECONDS[unit] ?? NaN);
  return milliseconds;
}

/** Writes milliseconds as a duration. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds}ms`;
  const [hours, rest] = [Math.floor(milliseconds / 3_600_000), milliseconds % 3_600_000];
  const [minutes, seconds] = [Math.floor(rest / 60_000), (rest % 60_000) / 1000];
  return `${hours > 0 ? `${hours}h` : ''}${minutes > 0 ? `${minutes}m` : ''}${seconds > 0 ? `${seconds}s` : ''}`;
}
