/** What the tables are called, and what makes a row of the index one row. */

/** The tables that questions are asked of. On a cluster these are the Distributed ones. */
export interface Tables {
  /**
   * Spans, as the OpenTelemetry Collector's ClickHouse exporter writes them. A retried batch leaves a span here twice:
   * `LIMIT 1 BY TraceId, SpanId`.
   */
  readonly traces: string;
  /** What is about a span, ordered by its trace: the span itself, the links that it carries, and the links to it. */
  readonly index: string;
  /** How far the back-fill is. */
  readonly progress: string;
}

export const TABLES: Tables = { traces: 'otel_traces', index: 'spanlink_index', progress: 'spanlink_index_backfill' };

/** `LIMIT 1 BY` these, and what was sent twice is there once; two links from one span to the same target are two. */
export const INDEX_KEY = 'TraceId, Entry, SpanId, OtherTraceId, OtherSpanId, Position';

/** Where the rows of a table lie on each node of a cluster. */
export const localName = (table: string): string => `${table}_local`;

/** The materialized view that fills the index. */
export const viewName = (table: string): string => `${table}_view`;

/** Quotes a name for SQL. */
export const quoteName = (name: string): string => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
