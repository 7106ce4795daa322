/** The details of a span that only `tables.traces` has: its attributes, its events, its resource and its scope. */
import type { SpanDetail, SpanEvent } from '../../../api/answers.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness } from '../completeness.js';
import { cutText, MAX_TEXT, orUndefinedIfTooLarge } from '../index/bounded-text.js';
import { isLater } from '../index/latest-forms.js';
import type { NumberedRow } from '../index/latest-forms.js';
import { ageColumns, factColumns, toSpanSummary } from '../index/span-rows.js';
import type { SpanSummaryRow } from '../index/span-rows.js';
import { spanPosition } from './span-position.js';

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
  /** The counts of what was dropped: missing if the table has none, 0 if they are not known. */
  readonly dropped?: readonly [attributes: number, events: number, links: number];
  readonly eventsDropped?: readonly number[];
  readonly isReceived?: number;
  readonly flags?: number;
  readonly resourceSchemaUrl?: string;
  readonly resourceDropped?: number;
  readonly scopeAttributes?: Attributes;
  readonly scopeSchemaUrl?: string;
  readonly scopeDropped?: number;
}

// what a page can show of one attribute
const MAX_CHARACTERS = 65_536;

/**
 * Reads the details of a span.
 *
 * @param indexed its row in the index, which tells where to find it; a span that is not indexed yet is searched for
 * @param maxEvents the events that are listed; all are counted
 * @returns undefined if the span was not received
 */
export async function readSpanDetail(
  reader: StoreReader,
  { trace, span }: { trace: string; span: string },
  indexed: NumberedRow<SpanSummaryRow> | undefined,
  maxEvents: number,
): Promise<Omit<SpanDetail, 'causedBy' | 'ledTo'> | undefined> {
  const { where, params } = spanPosition({ trace, span }, indexed);
  const select = (parts: Parts): string => selectDetail(reader, parts, where, indexed);
  const latest = `ORDER BY ${reader.received} DESC, Duration DESC LIMIT 1`;
  const whole =
    // sorting few forms takes the engine longer to plan
    (await orUndefinedIfTooLarge(reader.rows<DetailRow>(select(WHOLE), params))) ??
    (await orUndefinedIfTooLarge(reader.manyRows<DetailRow>(`${select(WHOLE)} ${latest}`, params)));
  // only a table that others fill has a span that is too large to be read whole
  const forms = whole ?? (await reader.manyRows<DetailRow>(`${select(FIRST_PARTS)} ${latest}`, params));
  const found = forms.reduce<DetailRow | undefined>(
    (last, form) => (last === undefined || isLater(form, last) ? form : last),
    undefined,
  );
  if (found === undefined) return undefined;
  const row = { ...indexed, ...found, traceId: trace, spanId: span };
  let isTextCut = whole === undefined;
  const cut = (text: string): string => {
    const shown = cutText(text, MAX_CHARACTERS);
    isTextCut ||= shown !== text;
    return shown;
  };
  const cutAll = (attributes: Attributes): Attributes =>
    Object.fromEntries(Object.entries(attributes).map(([key, value]) => [cut(key), cut(value)]));
  return {
    ...toSpanSummary(row),
    name: cut(row.name),
    service: cut(row.service),
    ...(row.received > 0 && { received: row.received * 1000 }),
    ...(row.statusMessage !== '' && { statusMessage: cut(row.statusMessage) }),
    ...(row.traceState !== '' && { traceState: cut(row.traceState) }),
    attributes: cutAll(row.attributes),
    resource: cutAll(row.resource),
    ...originOf(row, cut, cutAll),
    ...(row.dropped && row.isReceived === 1 && { dropped: droppedOf(row.dropped) }),
    events: row.eventNames.slice(0, maxEvents).map((eventName, index) => ({
      name: cut(eventName),
      time: row.eventTimes[index] ?? 0,
      attributes: cutAll(row.eventAttributes[index] ?? {}),
      ...droppedOfEvent(row.eventsDropped?.[index] ?? 0),
    })),
    eventsTotal: row.eventTimes.length,
    ...completeness([row.eventTimes.length > maxEvents && 'events', isTextCut && 'text']),
  };
}

/** Returns the scope, and what there is of the resource and the span itself that few senders set. */
function originOf(
  row: DetailRow,
  cut: (text: string) => string,
  cutAll: (attributes: Attributes) => Attributes,
): Pick<SpanDetail, 'scope' | 'flags' | 'resourceSchemaUrl' | 'resourceDroppedAttributes'> {
  const { flags = 0, resourceSchemaUrl = '', resourceDropped = 0 } = row;
  const { scopeAttributes = {}, scopeSchemaUrl = '', scopeDropped = 0 } = row;
  return {
    scope: {
      name: cut(row.scopeName),
      version: cut(row.scopeVersion),
      ...(Object.keys(scopeAttributes).length > 0 && { attributes: cutAll(scopeAttributes) }),
      ...(scopeDropped > 0 && { droppedAttributes: scopeDropped }),
      ...(scopeSchemaUrl !== '' && { schemaUrl: cut(scopeSchemaUrl) }),
    },
    ...(flags > 0 && { flags }),
    ...(resourceSchemaUrl !== '' && { resourceSchemaUrl: cut(resourceSchemaUrl) }),
    ...(resourceDropped > 0 && { resourceDroppedAttributes: resourceDropped }),
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

// a span without a time of receipt was stored before the counts were, or by a Collector
const ownColumns = ({ text, attributes, events }: Parts): string => `,
  Flags AS flags, ${text('ResourceSchemaUrl')} AS resourceSchemaUrl,
  ResourceDroppedAttributesCount AS resourceDropped, ${attributes('ScopeAttributes')} AS scopeAttributes,
  ${text('ScopeSchemaUrl')} AS scopeSchemaUrl, ScopeDroppedAttributesCount AS scopeDropped,
  [DroppedAttributesCount, DroppedEventsCount, DroppedLinksCount] AS dropped,
  ${events('Events.DroppedAttributesCount', (item) => item)} AS eventsDropped,
  toUnixTimestamp64Milli(Received) > 0 AS isReceived`;

function selectDetail(reader: StoreReader, parts: Parts, where: string, indexed: SpanSummaryRow | undefined): string {
  const { tables, scope, received, hasOwnColumns } = reader;
  const { text, attributes, events } = parts;
  // the index has these, but not all of long texts
  const facts = `${factColumns(received)}, ${text('SpanName')} AS name, ${text('ServiceName')} AS service`;
  const isKnown = indexed !== undefined && indexed.name.length <= MAX_TEXT && indexed.service.length <= MAX_TEXT;
  return `SELECT ${isKnown ? ageColumns(received) : facts}, ${text('StatusMessage')} AS statusMessage,
  ${text('TraceState')} AS traceState,
  ${attributes('SpanAttributes')} AS attributes, ${attributes('ResourceAttributes')} AS resource,
  ${text(scope.name)} AS scopeName, ${text(scope.version)} AS scopeVersion,
  arrayMap(t -> toUnixTimestamp64Micro(t), Events.Timestamp) AS eventTimes,
  ${events('Events.Name', text)} AS eventNames, ${events('Events.Attributes', attributes)} AS eventAttributes${
    hasOwnColumns ? ownColumns(parts) : ''
  }
FROM ${tables.traces} WHERE ${where}`;
}
