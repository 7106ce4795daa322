/** The place of a span in `tables.traces`: the table is sorted by service, name and time, and ids are in no order. */
import type { SpanSummary } from '../../../api/answers.js';
import { MAX_TEXT } from '../index/bounded-text.js';
import type { SpanSummaryRow } from '../index/span-rows.js';

/** SQL that is true of a span alone, and of its forms, with the values of its parameters. */
export interface SpanPosition {
  readonly where: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** @param indexed the row of the span in the index; without it, the span is found by its ids, which takes longer */
export function spanPosition(
  { trace, span }: Readonly<Record<'trace' | 'span', string>>,
  indexed: SpanSummaryRow | undefined,
): SpanPosition {
  const isSpan = 'TraceId = {trace:String} AND SpanId = {span:String}';
  if (indexed === undefined) return { where: isSpan, params: { trace, span } };
  const { service, name, kind, start, isCut } = indexed;
  return {
    where: [
      // the index has only the first characters of long texts
      ...(isCut || service.length > MAX_TEXT ? [] : ['ServiceName = {service:String}']),
      ...(isCut || name.length > MAX_TEXT ? [] : ['SpanName = {name:String}']),
      'Timestamp >= fromUnixTimestamp64Micro({start:Int64}) AND Timestamp < fromUnixTimestamp64Micro({end:Int64})',
      isSpan,
      // different spans may share an id
      'SpanKind IN {kinds:Array(String)}',
    ].join(' AND '),
    params: { trace, span, service, name, start, end: start + 1, kinds: [kind, `SPAN_KIND_${kind.toUpperCase()}`] },
  };
}

/** What is known of a span that is looked up among others. */
type KnownSpan = Pick<SpanSummary, 'traceId' | 'spanId' | 'service' | 'name' | 'isCut' | 'start'>;

/** Returns SQL that is true of several spans, of their forms and, seldom, of others in the same time. */
export function spanPositions(spans: readonly KnownSpan[]): SpanPosition {
  const isKnown = (texts: readonly string[]): boolean =>
    // servers limit the length of a URL
    texts.length <= 100 && texts.every((text) => text.length <= MAX_TEXT) && !spans.some(({ isCut }) => isCut);
  const unique = (values: readonly string[]): string[] => [...new Set(values)];
  const services = unique(spans.map(({ service }) => service));
  const names = unique(spans.map(({ name }) => name));
  const starts = spans.map(({ start }) => start);
  return {
    where: [
      ...(isKnown(services) ? ['ServiceName IN {services:Array(String)}'] : []),
      ...(isKnown(names) ? ['SpanName IN {names:Array(String)}'] : []),
      'Timestamp >= fromUnixTimestamp64Micro({start:Int64}) AND Timestamp < fromUnixTimestamp64Micro({end:Int64})',
      'TraceId IN {traces:Array(String)} AND SpanId IN {spans:Array(String)}',
    ].join(' AND '),
    params: {
      services,
      names,
      traces: unique(spans.map(({ traceId }) => traceId)),
      spans: unique(spans.map(({ spanId }) => spanId)),
      start: Math.min(...starts),
      end: Math.max(...starts) + 1,
    },
  };
}
