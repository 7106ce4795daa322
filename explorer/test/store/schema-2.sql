CREATE TABLE `default`.`otel_traces` (
  Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)),
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
  ParentSpanId String CODEC(ZSTD(1)),
  TraceState String CODEC(ZSTD(1)),
  SpanName LowCardinality(String) CODEC(ZSTD(1)),
  SpanKind LowCardinality(String) CODEC(ZSTD(1)),
  ServiceName LowCardinality(String) CODEC(ZSTD(1)),
  ResourceAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  ScopeName String CODEC(ZSTD(1)),
  ScopeVersion String CODEC(ZSTD(1)),
  SpanAttributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  Duration UInt64 CODEC(T64, ZSTD(1)),
  StatusCode LowCardinality(String) CODEC(ZSTD(1)),
  StatusMessage String CODEC(ZSTD(1)),
  Events Nested (Timestamp DateTime64(9), Name LowCardinality(String), Attributes Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
  Links Nested (TraceId String, SpanId String, TraceState String, Attributes Map(LowCardinality(String), String)) CODEC(ZSTD(1)),
  `Received` DateTime64(3) CODEC(T64, ZSTD(1)),
  `DroppedAttributesCount` UInt32 CODEC(ZSTD(1)),
  `DroppedEventsCount` UInt32 CODEC(ZSTD(1)),
  `DroppedLinksCount` UInt32 CODEC(ZSTD(1)),
  `Events.DroppedAttributesCount` Array(UInt32) CODEC(ZSTD(1)),
  `Links.Flags` Array(UInt32) CODEC(ZSTD(1)),
  `Links.DroppedAttributesCount` Array(UInt32) CODEC(ZSTD(1)),
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX idx_res_attr_key mapKeys(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_res_attr_value mapValues(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_span_attr_key mapKeys(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_span_attr_value mapValues(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_duration Duration TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toDate(Timestamp)
PRIMARY KEY (ServiceName, SpanName, toDateTime(Timestamp))
ORDER BY (ServiceName, SpanName, toDateTime(Timestamp), Timestamp)
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1, merge_selector_base = 10
COMMENT 'made by spanlink-explorer';

CREATE TABLE `default`.`spanlink_index` (
  TraceId String CODEC(LZ4),
  SpanId String CODEC(LZ4),
  Entry Enum8('span' = 0, 'cause' = 1, 'effect' = 2) CODEC(LZ4),
  OtherTraceId String CODEC(LZ4),
  OtherSpanId String CODEC(LZ4),
  Position UInt32 CODEC(LZ4),
  ParentSpanId String CODEC(LZ4),
  Timestamp DateTime64(9) CODEC(Delta(8), LZ4),
  Duration UInt64 CODEC(T64, LZ4),
  ServiceName String CODEC(LZ4),
  SpanName String CODEC(LZ4),
  SpanKind String CODEC(LZ4),
  StatusCode String CODEC(LZ4),
  Relation String CODEC(LZ4),
  Attributes Map(String, String) CODEC(LZ4),
  Received DateTime64(3) CODEC(T64, LZ4),
  LinkTraceState String CODEC(LZ4),
  LinkFlags UInt32 CODEC(LZ4),
  LinkDroppedAttributes UInt32 CODEC(LZ4)
)
ENGINE = ReplacingMergeTree(Received)
PARTITION BY toMonday(Timestamp)
PRIMARY KEY (TraceId, Entry, SpanId, OtherTraceId, OtherSpanId, Position)
ORDER BY (TraceId, Entry, SpanId, OtherTraceId, OtherSpanId, Position, ServiceName, SpanKind, Timestamp)
SETTINGS index_granularity = 512, min_bytes_for_wide_part = 1000000000000, merge_with_ttl_timeout = 86400, merge_selector_base = 10
COMMENT 'made by spanlink-explorer, schema 2';

CREATE TABLE `default`.`spanlink_index_backfill` (
  Id UInt8,
  Version UInt64,
  Through Int64,
  Done UInt64,
  Total UInt64,
  IsDone UInt8
)
ENGINE = ReplacingMergeTree(Version)
ORDER BY Id
COMMENT 'made by spanlink-explorer';

CREATE MATERIALIZED VIEW `default`.`spanlink_index_view` TO `default`.`spanlink_index` AS
SELECT
  if(Entry = 'effect', LinkTraceId, span.TraceId) AS TraceId,
  if(Entry = 'effect', LinkSpanId, span.SpanId) AS SpanId,
  Entry,
  if(Entry = 'effect', span.TraceId, LinkTraceId) AS OtherTraceId,
  if(Entry = 'effect', span.SpanId, LinkSpanId) AS OtherSpanId,
  Position,
  ParentSpanId,
  Timestamp,
  toUInt64(greatest(toInt64(Duration), 0)) AS Duration,
  substringUTF8(ServiceName, 1, 1025) AS ServiceName,
  substringUTF8(SpanName, 1, 1025) AS SpanName,
  if(startsWith(SpanKind, 'SPAN_KIND_'), initcap(lower(substring(SpanKind, 11))), SpanKind) AS SpanKind,
  if(startsWith(StatusCode, 'STATUS_CODE_'), initcap(lower(substring(StatusCode, 13))), StatusCode) AS StatusCode,
  substringUTF8(multiIf(LinkAttributes['spanlink.relation'] != '', LinkAttributes['spanlink.relation'], LinkAttributes['link.name'] != '', LinkAttributes['link.name'], LinkAttributes['sentry.link.type'] != '', LinkAttributes['sentry.link.type'], LinkAttributes['opentracing.ref_type'] != '', LinkAttributes['opentracing.ref_type'], ''), 1, 1025) AS Relation,
  mapApply((k, v) -> (k, substringUTF8(v, 1, 1025)), LinkAttributes) AS Attributes,
  if(toUnixTimestamp64Milli(span.Received) = 0, now64(3), span.Received) AS Received,
  LinkTraceState,
  LinkFlags,
  LinkDroppedAttributes
FROM `default`.`otel_traces` AS span
ARRAY JOIN
  arrayConcat(['span'], arrayWithConstant(length(Links.TraceId), 'cause'), arrayWithConstant(length(Links.TraceId), 'effect')) AS Entry,
  arrayConcat([''], Links.TraceId, Links.TraceId) AS LinkTraceId,
  arrayConcat([''], Links.SpanId, Links.SpanId) AS LinkSpanId,
  arrayConcat(arrayResize(arraySlice(Links.Attributes, 1, 0), 1), Links.Attributes, Links.Attributes) AS LinkAttributes,
  arrayConcat([''], Links.TraceState, Links.TraceState) AS LinkTraceState,
  arrayConcat([toUInt32(0)], Links.Flags, Links.Flags) AS LinkFlags,
  arrayConcat([toUInt32(0)], Links.DroppedAttributesCount, Links.DroppedAttributesCount) AS LinkDroppedAttributes,
  arrayConcat([0], arrayEnumerate(Links.TraceId), arrayEnumerate(Links.TraceId)) AS Position
WHERE if(Entry = 'span', span.TraceId, LinkTraceId) != '';

INSERT INTO default.spanlink_index_backfill VALUES (0, 1, 0, 0, 0, 1);

INSERT INTO default.otel_traces (Timestamp, TraceId, SpanId, SpanName, SpanKind, ServiceName, Duration, StatusCode,
  Links.TraceId, Links.SpanId, Links.TraceState, Links.Attributes)
VALUES ('2026-11-18 11:06:41', '00000000000000000000000000000001', '0000000000000001', 'first', 'Internal', 'orders', 1000, 'Unset', [], [], [], []);

INSERT INTO default.otel_traces (Timestamp, TraceId, SpanId, SpanName, SpanKind, ServiceName, Duration, StatusCode,
  Links.TraceId, Links.SpanId, Links.TraceState, Links.Attributes)
VALUES ('2026-11-18 11:06:42', '00000000000000000000000000000002', '0000000000000002', 'second', 'Internal', 'orders', 1000, 'Unset', ['00000000000000000000000000000001'], ['0000000000000001'], [''], [{}]);

