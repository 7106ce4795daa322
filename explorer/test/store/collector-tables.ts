/** `otel_traces` as versions of the OpenTelemetry Collector's exporter create it. */

const MAP = 'Map(LowCardinality(String), String)';

const table = (before: string, after: string, tail: string, map = MAP): string => `CREATE TABLE otel_traces (
  Timestamp DateTime64(9) CODEC(Delta, ZSTD(1)), TraceId String, SpanId String, ParentSpanId String, TraceState String,
  SpanName LowCardinality(String), SpanKind LowCardinality(String), ServiceName LowCardinality(String),
  ResourceAttributes ${map},
  ${before} SpanAttributes ${map}, ${after}, StatusCode LowCardinality(String), StatusMessage String,
  Events Nested (Timestamp DateTime64(9), Name LowCardinality(String), Attributes ${map}),
  Links Nested (TraceId String, SpanId String, TraceState String, Attributes ${map}),
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1
) ENGINE = MergeTree PARTITION BY toDate(Timestamp) ${tail}`;

/** The table of 2025: scopes have columns. */
export const CURRENT = table(
  'ScopeName String, ScopeVersion String,',
  'Duration UInt64',
  'ORDER BY (ServiceName, SpanName, toDateTime(Timestamp)) TTL toDateTime(Timestamp) + toIntervalDay(3650) ' +
    'SETTINGS ttl_only_drop_parts = 1',
);

/** The table of 2023: scopes are attributes, durations have a sign, kinds and statuses are enum names. */
export const OLD = table('', 'Duration Int64', 'ORDER BY (ServiceName, SpanName, toUnixTimestamp(Timestamp), TraceId)');

/** The table of the exporter's option `json`. */
export const JSON_ATTRIBUTES = table(
  'ScopeName String, ScopeVersion String,',
  'Duration UInt64',
  'ORDER BY (ServiceName, SpanName)',
  'JSON',
);
