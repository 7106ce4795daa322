/** Reads spans with all that is stored of them. */
import type { SpanSummary } from '../../../api/answers.js';
import { TooLargeError } from '../../store/store-reader.js';
import type { StoreReader } from '../../store/store-reader.js';
import { latestForms } from '../../store/tables.js';
import { compareTexts } from '../index/latest-forms.js';
import { spanPositions } from '../traces/span-position.js';

export type Attributes = Readonly<Record<string, string>>;

/** A span, its times and durations in nanoseconds, as decimal digits. */
export interface FullSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly name: string;
  readonly kind: string;
  readonly service: string;
  readonly resource: Attributes;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly attributes: Attributes;
  readonly start: string;
  readonly duration: string;
  readonly status: string;
  readonly statusMessage: string;
  readonly eventTimes: readonly string[];
  readonly eventNames: readonly string[];
  readonly eventAttributes: readonly Attributes[];
  readonly linkTraceIds: readonly string[];
  readonly linkSpanIds: readonly string[];
  readonly linkTraceStates: readonly string[];
  readonly linkAttributes: readonly Attributes[];
  /** What a table of a Collector has no columns for; missing then. */
  readonly dropped?: readonly [attributes: number, events: number, links: number];
  readonly eventsDropped?: readonly number[];
  readonly linksDropped?: readonly number[];
  readonly linkFlags?: readonly number[];
  readonly flags?: number;
  readonly resourceSchemaUrl?: string;
  readonly resourceDropped?: number;
  readonly scopeSchemaUrl?: string;
  readonly scopeAttributes?: Attributes;
  readonly scopeDropped?: number;
}

/** The spans that are read at once, if they are not too large. */
const PAGE = 500;

const OWN_COLUMNS = `,
  [DroppedAttributesCount, DroppedEventsCount, DroppedLinksCount] AS dropped,
  Events.DroppedAttributesCount AS eventsDropped, Links.DroppedAttributesCount AS linksDropped,
  Links.Flags AS linkFlags, Flags AS flags,
  ResourceSchemaUrl AS resourceSchemaUrl, ResourceDroppedAttributesCount AS resourceDropped,
  ScopeSchemaUrl AS scopeSchemaUrl, ScopeAttributes AS scopeAttributes, ScopeDroppedAttributesCount AS scopeDropped`;

/** Yields spans page by page, in the order of their traces and starts: those that share an id, all together. */
export async function* readFullSpans(reader: StoreReader, spans: readonly SpanSummary[]): AsyncGenerator<FullSpan[]> {
  for (let from = 0; from < spans.length; from += PAGE) yield* readPage(reader, spans.slice(from, from + PAGE));
}

async function* readPage(reader: StoreReader, spans: readonly SpanSummary[]): AsyncGenerator<FullSpan[]> {
  let rows: FullSpan[];
  try {
    rows = await select(reader, spans);
  } catch (error) {
    if (!(error instanceof TooLargeError) || spans.length === 1) throw error;
    const half = Math.ceil(spans.length / 2);
    yield* readPage(reader, spans.slice(0, half));
    yield* readPage(reader, spans.slice(half));
    return;
  }
  const asked = new Set(spans.map(({ traceId, spanId, start }) => `${traceId}:${spanId}:${start}`));
  // of a trace and a span of another one, an id may be that of a span that was not asked for
  const found = rows.filter(({ traceId, spanId, start }) => asked.has(`${traceId}:${spanId}:${BigInt(start) / 1000n}`));
  yield found.sort((a, b) => compareTexts(a.traceId, b.traceId) || Number(BigInt(a.start) - BigInt(b.start)));
}

function select(reader: StoreReader, spans: readonly SpanSummary[]): Promise<FullSpan[]> {
  const { tables, scope, received, hasOwnColumns } = reader;
  const { where, params } = spanPositions(spans);
  return reader.manyRows<FullSpan>(
    `SELECT TraceId AS traceId, SpanId AS spanId, ParentSpanId AS parentSpanId, TraceState AS traceState,
  SpanName AS name, SpanKind AS kind, ServiceName AS service, ResourceAttributes AS resource,
  ${scope.name} AS scopeName, ${scope.version} AS scopeVersion, SpanAttributes AS attributes,
  toString(toUnixTimestamp64Nano(Timestamp)) AS start, toString(Duration) AS duration,
  StatusCode AS status, StatusMessage AS statusMessage,
  arrayMap(t -> toString(toUnixTimestamp64Nano(t)), Events.Timestamp) AS eventTimes,
  Events.Name AS eventNames, Events.Attributes AS eventAttributes,
  Links.TraceId AS linkTraceIds, Links.SpanId AS linkSpanIds, Links.TraceState AS linkTraceStates,
  Links.Attributes AS linkAttributes${hasOwnColumns ? OWN_COLUMNS : ''}
FROM ${tables.traces}
WHERE ${where}
${latestForms(received)}`,
    params,
  );
}
