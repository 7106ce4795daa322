/** What the tables are called, and what makes a row of them one row. */

/** The tables that questions are asked of. On a cluster these are the Distributed ones. */
export interface Tables {
  /** Spans, as the OpenTelemetry Collector's ClickHouse exporter writes them. A retried batch leaves a span here twice: `LIMIT 1 BY TraceId, SpanId`. */
  readonly traces: string;
  /** A narrow row a span, ordered by `TraceId, SpanId`. */
  readonly spans: string;
  /** A row a link, ordered by `TargetTraceId, TargetSpanId`: what a span led to. */
  readonly linksByTarget: string;
  /** A row a link, ordered by `TraceId, SpanId` of the span that carries it: what a span was caused by. */
  readonly linksBySource: string;
  /** How far the back-fill is. */
  readonly progress: string;
}

export const TABLES: Tables = {
  traces: 'otel_traces',
  spans: 'spanlink_spans',
  linksByTarget: 'spanlink_links_by_target',
  linksBySource: 'spanlink_links_by_source',
  progress: 'spanlink_backfill',
};

/** `LIMIT 1 BY` these, and a span that was sent twice is there once. */
export const SPAN_KEY = 'TraceId, SpanId';

/** `LIMIT 1 BY` these, and a link that was sent twice is there once; two links from one span to the same target are two. */
export const LINK_KEY = 'TargetTraceId, TargetSpanId, TraceId, SpanId, Position';

/** Where the rows of a table lie on each node of a cluster. */
export const localName = (table: string): string => `${table}_local`;

/** The materialized view that fills a table of the index. */
export const viewName = (table: string): string => `${table}_view`;

/** Quotes a name for SQL. */
export const quoteName = (name: string): string => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;
