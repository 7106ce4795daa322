/** The details of a span that only `tables.traces` has: its attributes, its events, its resource and its scope. */
import type { SpanDetail, SpanEvent } from '../../../api/answers.js';
import type { StoreReader } from '../../store/store-reader.js';
import { spanColumnsOfTraces, toSpanSummary } from '../index/span-rows.js';
import type { SpanSummaryRow } from '../index/span-rows.js';

type Attributes = Readonly<Record<string, string>>;

interface DetailRow {
  readonly statusMessage: string;
  readonly traceState: string;
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly eventTimes: readonly number[];
  readonly eventNames: readonly string[];
  readonly eventAttributes: readonly Attributes[];
  /** The counts of what was dropped: missing if the table has none, 0 if they are not known. */
  readonly dropped?: readonly [attributes: number, events: number, links: number];
  readonly eventsDropped?: readonly number[];
  readonly isReceived?: number;
}

// what a page can show of one attribute, and of one span
const MAX_CHARACTERS = 65_536;
const MAX_EVENTS = 1000;

// a span without a time of receipt was stored before the counts were, or by a Collector
const OWN_COLUMNS = `,
  [DroppedAttributesCount, DroppedEventsCount, DroppedLinksCount] AS dropped,
  Events.DroppedAttributesCount AS eventsDropped, toUnixTimestamp64Milli(Received) > 0 AS isReceived`;

// the order in which the table is sorted, which finds the span sooner than its ids
const AT_POSITION = `ServiceName = {service:String} AND SpanName = {name:String}
  AND Timestamp >= fromUnixTimestamp64Micro({start:Int64}) AND Timestamp < fromUnixTimestamp64Micro({end:Int64})
  AND `;

/**
 * Reads the details of a span.
 *
 * @param indexed its row in the index, which tells where to find it; a span that is not indexed yet is searched for
 * @returns undefined if the span was not received
 */
export async function readSpanDetail(
  reader: StoreReader,
  { trace, span }: { trace: string; span: string },
  indexed: SpanSummaryRow | undefined,
): Promise<Omit<SpanDetail, 'causedBy' | 'ledTo'> | undefined> {
  const { tables, scope } = reader;
  const [row] = await reader.rows<DetailRow & SpanSummaryRow>(
    `SELECT ${indexed ? '' : `${spanColumnsOfTraces(reader)}, `}StatusMessage AS statusMessage,
  TraceState AS traceState,
  SpanAttributes AS attributes, ResourceAttributes AS resource,
  ${scope.name} AS scopeName, ${scope.version} AS scopeVersion,
  arrayMap(t -> toUnixTimestamp64Micro(t), Events.Timestamp) AS eventTimes, Events.Name AS eventNames,
  Events.Attributes AS eventAttributes${reader.hasOwnColumns ? OWN_COLUMNS : ''}
FROM ${tables.traces} WHERE ${indexed ? AT_POSITION : ''}TraceId = {trace:String} AND SpanId = {span:String}${
      indexed ? ' AND SpanKind IN {kinds:Array(String)}' : ''
    }
ORDER BY ${reader.received} DESC, Duration DESC LIMIT 1`,
    {
      trace,
      span,
      ...(indexed && { kinds: [indexed.kind, `SPAN_KIND_${indexed.kind.toUpperCase()}`] }),
      ...(indexed && { service: indexed.service, name: indexed.name, start: indexed.start, end: indexed.start + 1 }),
    },
  );
  if (row === undefined) return undefined;
  return {
    ...toSpanSummary(indexed ?? row),
    ...receiptOf(indexed ?? row),
    ...(row.statusMessage !== '' && { statusMessage: cut(row.statusMessage) }),
    ...(row.traceState !== '' && { traceState: row.traceState }),
    attributes: cutAll(row.attributes),
    resource: cutAll(row.resource),
    scope: { name: row.scopeName, version: row.scopeVersion },
    ...(row.dropped && row.isReceived === 1 && { dropped: droppedOf(row.dropped) }),
    events: row.eventNames.slice(0, MAX_EVENTS).map((name, index) => ({
      name,
      time: row.eventTimes[index] ?? 0,
      attributes: cutAll(row.eventAttributes[index] ?? {}),
      ...droppedOfEvent(row.eventsDropped?.[index] ?? 0),
    })),
  };
}

const droppedOf = ([attributes, events, links]: NonNullable<DetailRow['dropped']>): NonNullable<
  SpanDetail['dropped']
> => ({
  attributes,
  events,
  links,
});

const droppedOfEvent = (droppedAttributes: number): Pick<SpanEvent, 'droppedAttributes'> =>
  droppedAttributes > 0 ? { droppedAttributes } : {};

const receiptOf = ({ received }: SpanSummaryRow): Pick<SpanDetail, 'received'> =>
  received === 0 ? {} : { received: received * 1000 };

// a character may be two units of a string
const cut = (text: string): string =>
  text.length <= MAX_CHARACTERS
    ? text
    : Array.from(text.slice(0, 2 * MAX_CHARACTERS))
        .slice(0, MAX_CHARACTERS)
        .join('');

const cutAll = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, cut(value)]));
