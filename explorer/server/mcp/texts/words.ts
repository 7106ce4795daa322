/** Names, times and durations in a line of text. */
import type { SpanRef, SpanSummary, TraceSummary } from '../../../api/answers.js';

const MAX_NAME = 120;
/** The longest text of others: that of the parameters of questions. */
export const LONG_TEXT = 1024;
// what would begin a line, end a string, or show text in another order
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Returns text of others on one line, and cut where it is long. */
export function oneLine(text: string, longest: number = MAX_NAME): string {
  const line = text.replaceAll(UNPRINTABLE, ' ').trim();
  const characters = [...line];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : line;
}

/** A name that others gave, or that they gave none. */
export const nameOf = (name: string): string => oneLine(name) || '(no name)';

/** Returns the relation of a link, or `link`. */
export const relationOf = ({ relation = '' }: { readonly relation?: string }): string => oneLine(relation) || 'link';

export const formatTime = (micros: number): string => new Date(micros / 1000).toISOString();

const UNITS = [
  ['d', 86_400e6],
  ['h', 3600e6],
  ['min', 60e6],
  ['s', 1e6],
  ['ms', 1e3],
] as const;

/** Returns `1.5 s`, `2.3 h`: three digits, in the unit that fits. */
export function formatDuration(micros: number): string {
  const [unit, size] = UNITS.find(([, least]) => Math.abs(micros) >= least) ?? ['µs', 1];
  return `${Number((micros / size).toPrecision(3))} ${unit}`;
}

export const refKey = ({ traceId, spanId }: SpanRef): string => `${traceId}:${spanId}`;

/** Returns `orders process · billing · consumer · 18 ms · error · span 00f067aa0ba902b7`. */
export function describeSpan({ name, service, kind, duration, status, spanId, nth }: SpanSummary): string {
  const parts = [nameOf(name), nameOf(service), ...(kind === 'internal' ? [] : [kind]), formatDuration(duration)];
  const id = `span ${spanId}${nth === undefined ? '' : ` nth ${nth}`}`;
  return [...parts, ...(status === 'error' ? ['ERROR'] : []), id].join(' · ');
}

/** Returns `trace 0af7… · 2026-01-31T12:00:00.000Z · 1.5 s · 3 spans · 1 error`. */
export function describeTrace({ traceId, start, duration, spans, errors }: TraceSummary): string {
  const counts = [counted(spans, 'span'), ...(errors > 0 ? [counted(errors, 'error')] : [])];
  return [`trace ${traceId}`, formatTime(start), formatDuration(duration), ...counts].join(' · ');
}

export const counted = (many: number, what: string): string => `${many} ${what}${many === 1 ? '' : 's'}`;
