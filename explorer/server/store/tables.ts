/** The names of the tables, and the key of the index. */

/** The tables that queries read; on a cluster, the Distributed ones. */
export interface Tables {
  /**
   * Spans, as the OpenTelemetry Collector's ClickHouse exporter writes them. A retried batch leaves a span here twice:
   * see {@link latestForms}.
   */
  readonly traces: string;
  /** Entries about spans, ordered by trace: the spans, the links that they carry, and the links to them. */
  readonly index: string;
  /** The progress of the back-fill. */
  readonly progress: string;
  /** Counters that senders keep of their links. */
  readonly counters: string;
}

export const TABLES: Tables = {
  traces: 'otel_traces',
  index: 'spanlink_index',
  progress: 'spanlink_index_backfill',
  counters: 'spanlink_counters',
};

/** The key by which entries are looked up, of which the engine holds some in memory. */
export const LOOK_UP_KEY = 'Trace, Entry, Span';

/** The key of an entry that tells apart several links from one span to one target. */
const LINK_KEY = `${LOOK_UP_KEY}, OtherTrace, OtherSpan, Position`;

/** The columns that tell apart spans of one id: senders may use it twice, as Zipkin's do for the spans of a call. */
export const IDENTITY = 'ServiceName, SpanKind, Timestamp';

/**
 * The key of an entry, which tells apart several links from one span to one target, and different spans of one id, but
 * not the forms in which one span was sent.
 */
export const INDEX_KEY = `${LINK_KEY}, ${IDENTITY}`;

/** SQL behind a `WHERE` on `tables.index`: sorts entries by their key, and keeps the latest form of each. */
export const LATEST_ENTRIES = `ORDER BY ${INDEX_KEY}, Received DESC, Duration DESC LIMIT 1 BY ${INDEX_KEY}`;

/** The order of different spans of one id. */
export const SPAN_ORDER = 'Timestamp, SpanKind, ServiceName';

/**
 * As {@link LATEST_ENTRIES}, and of links of different spans of one id, keeps the one received last, as `uniqueByKey`
 * does: graphs draw a line between two ids.
 */
export const LATEST_BETWEEN_IDS = `ORDER BY ${LINK_KEY}, Received DESC, ${SPAN_ORDER}, Duration DESC
LIMIT 1 BY ${LINK_KEY}`;

/**
 * SQL behind a `WHERE` on spans: of those that were sent several times, keeps the latest form, which was received last.
 *
 * @param received SQL for when a span was received
 */
export const latestForms = (received: string): string =>
  `ORDER BY ${received} DESC, Duration DESC LIMIT 1 BY TraceId, SpanId, ${IDENTITY}`;

/** The table that holds the rows on each node of a cluster. */
export const localName = (table: string): string => `${table}_local`;

/** The materialized view that fills the index. */
export const viewName = (table: string): string => `${table}_view`;

/** Quotes a name for SQL. */
export const quoteName = (name: string): string => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
