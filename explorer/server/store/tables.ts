/** The names of the tables, and the key of the index. */

/** The tables that queries read; on a cluster, the Distributed ones. */
export interface Tables {
  /**
   * Spans, as the OpenTelemetry Collector's ClickHouse exporter writes them. A retried batch leaves a span here twice:
   * `LIMIT 1 BY TraceId, SpanId`.
   */
  readonly traces: string;
  /** Entries about spans, ordered by trace: the spans, the links that they carry, and the links to them. */
  readonly index: string;
  /** The progress of the back-fill. */
  readonly progress: string;
}

export const TABLES: Tables = { traces: 'otel_traces', index: 'spanlink_index', progress: 'spanlink_index_backfill' };

/** The key of an entry, for `LIMIT 1 BY`: drops duplicates, and keeps several links from one span to one target. */
export const INDEX_KEY = 'TraceId, Entry, SpanId, OtherTraceId, OtherSpanId, Position';

/** The table that holds the rows on each node of a cluster. */
export const localName = (table: string): string => `${table}_local`;

/** The materialized view that fills the index. */
export const viewName = (table: string): string => `${table}_view`;

/** Quotes a name for SQL. */
export const quoteName = (name: string): string => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
