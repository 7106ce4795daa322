/** The place of a span in `tables.traces`: the table is sorted by service, name and time, and ids are in no order. */
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
  const { service, name, kind, start } = indexed;
  return {
    where: [
      // the index has only the first characters of long texts
      ...(service.length > MAX_TEXT ? [] : ['ServiceName = {service:String}']),
      ...(name.length > MAX_TEXT ? [] : ['SpanName = {name:String}']),
      'Timestamp >= fromUnixTimestamp64Micro({start:Int64}) AND Timestamp < fromUnixTimestamp64Micro({end:Int64})',
      isSpan,
      // different spans may share an id
      'SpanKind IN {kinds:Array(String)}',
    ].join(' AND '),
    params: { trace, span, service, name, start, end: start + 1, kinds: [kind, `SPAN_KIND_${kind.toUpperCase()}`] },
  };
}
