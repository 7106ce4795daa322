/** The details of a span that only `tables.traces` has: its attributes, its events, its resource and its scope. */
import type { SpanDetail } from '../../../api/answers.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness } from '../completeness.js';
import { cutText, MAX_TEXT, orUndefinedIfTooLarge } from '../index/bounded-text.js';
import { FACT_COLUMNS, toSpanSummary } from '../index/span-rows.js';
import type { SpanSummaryRow } from '../index/span-rows.js';

type Attributes = Readonly<Record<string, string>>;

interface DetailRow extends SpanSummaryRow {
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
const MAX_CHARACTERS = 65_536;
const MAX_EVENTS = 1000;

/** SQL for the order in which the table is sorted, which finds the span sooner than its ids. */
const atPosition = ({ service, name }: SpanSummaryRow): string =>
  [
    // the index has only the first characters of long texts
    ...(service.length > MAX_TEXT ? [] : ['ServiceName = {service:String}']),
    ...(name.length > MAX_TEXT ? [] : ['SpanName = {name:String}']),
    'Timestamp >= fromUnixTimestamp64Micro({start:Int64}) AND Timestamp < fromUnixTimestamp64Micro({end:Int64}) AND ',
  ].join(' AND ');

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
  const params = {
    trace,
    span,
    ...(indexed && { service: indexed.service, name: indexed.name, start: indexed.start, end: indexed.start + 1 }),
  };
  const select = (parts: Parts): string => selectDetail(reader, parts, indexed);
  const whole =
    (await orUndefinedIfTooLarge(reader.rows<DetailRow>(select(WHOLE), params))) ??
    (await orUndefinedIfTooLarge(reader.manyRows<DetailRow>(select(WHOLE), params)));
  // only a table that others fill has a span that is too large to be read whole
  const [found] = whole ?? (await reader.manyRows<DetailRow>(select(FIRST_PARTS), params));
  if (found === undefined) return undefined;
  const row = { ...indexed, ...found };
  let isTextCut = whole === undefined;
  const cut = (text: string): string => {
    const shown = cutText(text, MAX_CHARACTERS);
    isTextCut ||= shown !== text;
    return shown;
  };
  const cutAll = (attributes: Attributes): Attributes =>
    Object.fromEntries(Object.entries(attributes).map(([key, value]) => [cut(key), cut(value)]));
  const { kind, status, start, duration } = toSpanSummary(row);
  return {
    traceId: trace,
    spanId: span,
    ...(/[^0]/.test(row.parentSpanId) && { parentSpanId: row.parentSpanId }),
    name: cut(row.name),
    service: cut(row.service),
    kind,
    status,
    start,
    duration,
    ...(row.statusMessage !== '' && { statusMessage: cut(row.statusMessage) }),
    ...(row.traceState !== '' && { traceState: cut(row.traceState) }),
    attributes: cutAll(row.attributes),
    resource: cutAll(row.resource),
    scope: { name: cut(row.scopeName), version: cut(row.scopeVersion) },
    events: row.eventNames.slice(0, MAX_EVENTS).map((eventName, index) => ({
      name: cut(eventName),
      time: row.eventTimes[index] ?? 0,
      attributes: cutAll(row.eventAttributes[index] ?? {}),
    })),
    ...completeness([row.eventTimes.length > MAX_EVENTS && 'rows', isTextCut && 'text']),
  };
}

/** SQL for the parts of a span that are read: for texts, for attributes, and for the first of its events. */
interface Parts {
  readonly text: (column: string) => string;
  readonly attributes: (column: string) => string;
  readonly events: (column: string, each: (item: string) => string) => string;
}

const WHOLE: Parts = { text: (column) => column, attributes: (column) => column, events: (column) => column };

const firstText = (column: string): string => `substringUTF8(${column}, 1, 1024)`;
const FIRST_PARTS: Parts = {
  text: firstText,
  attributes: (column) => `CAST((
  arrayMap(k -> ${firstText('k')}, arraySlice(mapKeys(${column}), 1, 100)),
  arrayMap(v -> ${firstText('v')}, arraySlice(mapValues(${column}), 1, 100))
), 'Map(String, String)')`,
  events: (column, each) => `arrayMap(item -> ${each('item')}, arraySlice(${column}, 1, 10))`,
};

const selectDetail = ({ tables, scope }: StoreReader, parts: Parts, indexed: SpanSummaryRow | undefined): string => {
  const { text, attributes, events } = parts;
  // the index has these, but not all of long texts
  const facts = `${FACT_COLUMNS}, ${text('SpanName')} AS name, ${text('ServiceName')} AS service, `;
  const isKnown = indexed !== undefined && indexed.name.length <= MAX_TEXT && indexed.service.length <= MAX_TEXT;
  return `SELECT ${isKnown ? '' : facts}${text('StatusMessage')} AS statusMessage,
  ${text('TraceState')} AS traceState,
  ${attributes('SpanAttributes')} AS attributes, ${attributes('ResourceAttributes')} AS resource,
  ${text(scope.name)} AS scopeName, ${text(scope.version)} AS scopeVersion,
  arrayMap(t -> toUnixTimestamp64Micro(t), Events.Timestamp) AS eventTimes,
  ${events('Events.Name', text)} AS eventNames, ${events('Events.Attributes', attributes)} AS eventAttributes
FROM ${tables.traces}
WHERE ${indexed ? atPosition(indexed) : ''}TraceId = {trace:String} AND SpanId = {span:String} LIMIT 1`;
};
