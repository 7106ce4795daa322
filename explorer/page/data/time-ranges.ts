/** The recent periods that a view can be limited to. */

export interface TimeRange {
  readonly label: string;
  /** In microseconds. */
  readonly length: number;
}

/** By their name in the address. */
export const TIME_RANGES: Readonly<Record<string, TimeRange>> = {
  '15m': { label: 'last 15 minutes', length: 9e8 },
  '1h': { label: 'last hour', length: 3.6e9 },
  '24h': { label: 'last 24 hours', length: 8.64e10 },
  '7d': { label: 'last 7 days', length: 6.048e11 },
};

/**
 * Returns the start of a period, as the API takes it: at a full minute, so that a query keeps its URL for a while.
 *
 * @param name The name of a period; `undefined` is returned for any other.
 * @param now In milliseconds.
 */
export function rangeStart(name: string | null, now: number): string | undefined {
  const range = TIME_RANGES[name ?? ''];
  return range === undefined ? undefined : String(Math.floor((now * 1000 - range.length) / 6e7) * 6e7);
}
