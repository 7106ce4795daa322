/** What only the table of the Collector has of a span: its attributes, its events, and who made it. */
import type { SpanDetail } from '../../../api/answers.js';
import type { Ask } from '../../store/store-reader.js';
import { FACTS, summaryOf } from '../index/span-rows.js';
import type { SpanColumns } from '../index/span-rows.js';

type Attributes = Readonly<Record<string, string>>;

interface DetailColumns {
  readonly statusMessage: string;
  readonly traceState: string;
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly eventTimes: readonly number[];
  readonly eventNames: readonly string[];
  readonly eventAttributes: readonly Attributes[];
}

// what a page can show of one attribute, and of one span
const MOST_TEXT = 65_536;
const MOST_EVENTS = 1000;

/**
 * The detail of a span, at the place where the index has it; nothing where it was not received. Without a place, as
 * before it is indexed, it is looked for.
 */
export async function readDetail(
  ask: Ask,
  { trace, span }: { trace: string; span: string },
  place: SpanColumns | undefined,
): Promise<Omit<SpanDetail, 'causedBy' | 'ledTo'> | undefined> {
  const { tables, scope } = ask;
  const at = `ServiceName = {service:String} AND SpanName = {name:String}
  AND Timestamp >= fromUnixTimestamp64Micro({start:Int64}) AND Timestamp < fromUnixTimestamp64Micro({end:Int64}) AND `;
  const [row] = await ask.rows<DetailColumns & SpanColumns>(
    `SELECT ${place ? '' : `${FACTS}, `}StatusMessage AS statusMessage, TraceState AS traceState, SpanAttributes AS attributes, ResourceAttributes AS resource,
  ${scope.name} AS scopeName, ${scope.version} AS scopeVersion,
  arrayMap(t -> toUnixTimestamp64Micro(t), Events.Timestamp) AS eventTimes, Events.Name AS eventNames, Events.Attributes AS eventAttributes
FROM ${tables.traces} WHERE ${place ? at : ''}TraceId = {trace:String} AND SpanId = {span:String} LIMIT 1`,
    {
      trace,
      span,
      ...(place && { service: place.service, name: place.name, start: place.start, end: place.start + 1 }),
    },
  );
  if (row === undefined) return undefined;
  return {
    ...summaryOf(place ?? { ...row, traceId: trace, spanId: span }),
    ...(row.statusMessage !== '' && { statusMessage: cut(row.statusMessage) }),
    ...(row.traceState !== '' && { traceState: row.traceState }),
    attributes: cutAll(row.attributes),
    resource: cutAll(row.resource),
    scope: { name: row.scopeName, version: row.scopeVersion },
    events: row.eventNames.slice(0, MOST_EVENTS).map((name, index) => ({
      name,
      time: row.eventTimes[index] ?? 0,
      attributes: cutAll(row.eventAttributes[index] ?? {}),
    })),
  };
}

// characters, of which some are two units of a string
const cut = (text: string): string =>
  text.length <= MOST_TEXT
    ? text
    : Array.from(text.slice(0, 2 * MOST_TEXT))
        .slice(0, MOST_TEXT)
        .join('');

const cutAll = (attributes: Attributes): Attributes =>
  Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, cut(value)]));
