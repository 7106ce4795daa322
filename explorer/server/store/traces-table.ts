/**
 * `otel_traces`, column for column as the OpenTelemetry Collector's ClickHouse exporter creates it, and the columns
 * that the explorer adds to a table of its own.
 */

const ATTRIBUTES = 'Map(LowCardinality(String), String)';

/** The columns of a span, in the order in which rows are written. */
export const SPAN_COLUMNS = [
  'Timestamp',
  'TraceId',
  'SpanId',
  'ParentSpanId',
  'TraceState',
  'SpanName',
  'SpanKind',
  'ServiceName',
  'ResourceAttributes',
  'ScopeName',
  'ScopeVersion',
  'SpanAttributes',
  'Duration',
  'StatusCode',
  'StatusMessage',
  'Events.Timestamp',
  'Events.Name',
  'Events.Attributes',
  'Links.TraceId',
  'Links.SpanId',
  'Links.TraceState',
  'Links.Attributes',
] as const;

/**
 * The columns that only a table of the explorer has, behind those of the exporter, with their types. A Collector that
 * writes into it leaves their defaults.
 */
export const OWN_COLUMNS = {
  /** When the explorer received the span; 1970 if it did not, or did before it kept this. */
  Received: 'DateTime64(3) CODEC(T64, ZSTD(1))',
  DroppedAttributesCount: 'UInt32 CODEC(ZSTD(1))',
  DroppedEventsCount: 'UInt32 CODEC(ZSTD(1))',
  DroppedLinksCount: 'UInt32 CODEC(ZSTD(1))',
  'Events.DroppedAttributesCount': 'Array(UInt32) CODEC(ZSTD(1))',
  'Links.Flags': 'Array(UInt32) CODEC(ZSTD(1))',
  'Links.DroppedAttributesCount': 'Array(UInt32) CODEC(ZSTD(1))',
  Flags: 'UInt32 CODEC(ZSTD(1))',
  ResourceSchemaUrl: 'LowCardinality(String) CODEC(ZSTD(1))',
  ResourceDroppedAttributesCount: 'UInt32 CODEC(ZSTD(1))',
  ScopeSchemaUrl: 'LowCardinality(String) CODEC(ZSTD(1))',
  ScopeAttributes: `${ATTRIBUTES} CODEC(ZSTD(1))`,
  ScopeDroppedAttributesCount: 'UInt32 CODEC(ZSTD(1))',
} as const;

/** The body of `CREATE TABLE`: columns and indexes. */
export const TRACES_COLUMNS = `(
  Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)),
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
  ParentSpanId String CODEC(ZSTD(1)),
  TraceState String CODEC(ZSTD(1)),
  SpanName LowCardinality(String) CODEC(ZSTD(1)),
  SpanKind LowCardinality(String) CODEC(ZSTD(1)),
  ServiceName LowCardinality(String) CODEC(ZSTD(1)),
  ResourceAttributes ${ATTRIBUTES} CODEC(ZSTD(1)),
  ScopeName String CODEC(ZSTD(1)),
  ScopeVersion String CODEC(ZSTD(1)),
  SpanAttributes ${ATTRIBUTES} CODEC(ZSTD(1)),
  Duration UInt64 CODEC(T64, ZSTD(1)),
  StatusCode LowCardinality(String) CODEC(ZSTD(1)),
  StatusMessage String CODEC(ZSTD(1)),
  Events Nested (Timestamp DateTime64(9), Name LowCardinality(String), Attributes ${ATTRIBUTES}) CODEC(ZSTD(1)),
  Links Nested (TraceId String, SpanId String, TraceState String, Attributes ${ATTRIBUTES}) CODEC(ZSTD(1)),
${Object.entries(OWN_COLUMNS)
  .map(([name, type]) => `  \`${name}\` ${type},\n`)
  .join('')}  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX idx_res_attr_key mapKeys(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_res_attr_value mapValues(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_span_attr_key mapKeys(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_span_attr_value mapValues(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_duration Duration TYPE minmax GRANULARITY 1
)`;

/** The order of its rows on disk. */
export const TRACES_ORDER = `PARTITION BY toDate(Timestamp)
PRIMARY KEY (ServiceName, SpanName, toDateTime(Timestamp))
ORDER BY (ServiceName, SpanName, toDateTime(Timestamp), Timestamp)`;
