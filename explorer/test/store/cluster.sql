CREATE DATABASE IF NOT EXISTS `tracing` ON CLUSTER `main`;

CREATE TABLE IF NOT EXISTS `tracing`.`otel_traces_local` ON CLUSTER `main` (
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
  `Flags` UInt32 CODEC(ZSTD(1)),
  `ResourceSchemaUrl` LowCardinality(String) CODEC(ZSTD(1)),
  `ResourceDroppedAttributesCount` UInt32 CODEC(ZSTD(1)),
  `ScopeSchemaUrl` LowCardinality(String) CODEC(ZSTD(1)),
  `ScopeAttributes` Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  `ScopeDroppedAttributesCount` UInt32 CODEC(ZSTD(1)),
  INDEX idx_trace_id TraceId TYPE bloom_filter(0.001) GRANULARITY 1,
  INDEX idx_res_attr_key mapKeys(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_res_attr_value mapValues(ResourceAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_span_attr_key mapKeys(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_span_attr_value mapValues(SpanAttributes) TYPE bloom_filter(0.01) GRANULARITY 1,
  INDEX idx_duration Duration TYPE minmax GRANULARITY 1
)
ENGINE = ReplicatedMergeTree
PARTITION BY toDate(Timestamp)
PRIMARY KEY (ServiceName, SpanName, toDateTime(Timestamp))
ORDER BY (ServiceName, SpanName, toDateTime(Timestamp), Timestamp)
TTL toDateTime(least(intDiv(toUnixTimestamp64Milli(least(Timestamp, if(toUnixTimestamp64Milli(Received) = 0, Timestamp, Received))), 1000) + (14 * 86400), 4294967295))
SETTINGS index_granularity = 8192, ttl_only_drop_parts = 1
COMMENT 'made by spanlink-explorer';

CREATE TABLE IF NOT EXISTS `tracing`.`otel_traces` ON CLUSTER `main` AS `tracing`.`otel_traces_local`
ENGINE = Distributed('main', 'tracing', 'otel_traces_local', cityHash64(TraceId));

CREATE TABLE IF NOT EXISTS `tracing`.`spanlink_index_local` ON CLUSTER `main` (
  Trace FixedString(16) CODEC(ZSTD(1)),
  Span FixedString(8) CODEC(ZSTD(1)),
  Entry Enum8('span' = 0, 'cause' = 1, 'effect' = 2) CODEC(ZSTD(1)),
  OtherTrace FixedString(16) CODEC(ZSTD(1)),
  OtherSpan FixedString(8) CODEC(ZSTD(1)),
  Position UInt32 CODEC(ZSTD(1)),
  Parent FixedString(8) CODEC(ZSTD(1)),
  Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)),
  Duration UInt64 CODEC(T64, ZSTD(1)),
  ServiceName LowCardinality(String) CODEC(ZSTD(1)),
  SpanName LowCardinality(String) CODEC(ZSTD(1)),
  SpanKind LowCardinality(String) CODEC(ZSTD(1)),
  StatusCode LowCardinality(String) CODEC(ZSTD(1)),
  Relation LowCardinality(String) CODEC(ZSTD(1)),
  Attributes Map(LowCardinality(String), String) CODEC(ZSTD(1)),
  Received DateTime64(3) CODEC(T64, ZSTD(1)),
  LinkTraceState String CODEC(ZSTD(1)),
  LinkFlags UInt32 CODEC(ZSTD(1)),
  LinkDroppedAttributes UInt32 CODEC(ZSTD(1)),
  TraceId String ALIAS lower(hex(Trace)),
  SpanId String ALIAS lower(hex(Span)),
  OtherTraceId String ALIAS lower(hex(OtherTrace)),
  OtherSpanId String ALIAS lower(hex(OtherSpan)),
  ParentSpanId String ALIAS lower(hex(Parent))
)
ENGINE = ReplicatedReplacingMergeTree(Received)
PARTITION BY toMonday(Timestamp)
PRIMARY KEY (Trace, Entry, Span)
ORDER BY (Trace, Entry, Span, OtherTrace, OtherSpan, Position, ServiceName, SpanKind, Timestamp)
TTL toDateTime(least(intDiv(toUnixTimestamp64Milli(least(Timestamp, if(toUnixTimestamp64Milli(Received) = 0, Timestamp, Received))), 1000) + (14 * 86400), 4294967295))
SETTINGS index_granularity = 512, min_bytes_for_wide_part = 1000000000000, merge_with_ttl_timeout = 86400
COMMENT 'made by spanlink-explorer, schema 3';

CREATE TABLE IF NOT EXISTS `tracing`.`spanlink_index` ON CLUSTER `main` AS `tracing`.`spanlink_index_local`
ENGINE = Distributed('main', 'tracing', 'spanlink_index_local', cityHash64(Trace));

CREATE TABLE IF NOT EXISTS `tracing`.`spanlink_index_backfill_local` ON CLUSTER `main` (
  Id UInt8,
  Version UInt64,
  Through Int64,
  Done UInt64,
  Total UInt64,
  IsDone UInt8
)
ENGINE = ReplicatedReplacingMergeTree(Version)
ORDER BY Id
COMMENT 'made by spanlink-explorer';

CREATE TABLE IF NOT EXISTS `tracing`.`spanlink_index_backfill` ON CLUSTER `main` AS `tracing`.`spanlink_index_backfill_local`
ENGINE = Distributed('main', 'tracing', 'spanlink_index_backfill_local', cityHash64(Id));

CREATE MATERIALIZED VIEW IF NOT EXISTS `tracing`.`spanlink_index_view` ON CLUSTER `main` TO `tracing`.`spanlink_index` AS
SELECT
  toFixedString(substring(unhex(if(Entry = 'effect', LinkTraceId, span.TraceId)), 1, 16), 16) AS Trace,
  toFixedString(substring(unhex(if(Entry = 'effect', LinkSpanId, span.SpanId)), 1, 8), 8) AS Span,
  Entry,
  toFixedString(substring(unhex(if(Entry = 'effect', span.TraceId, LinkTraceId)), 1, 16), 16) AS OtherTrace,
  toFixedString(substring(unhex(if(Entry = 'effect', span.SpanId, LinkSpanId)), 1, 8), 8) AS OtherSpan,
  Position,
  toFixedString(substring(unhex(span.ParentSpanId), 1, 8), 8) AS Parent,
  Timestamp,
  toUInt64(greatest(Duration, 0)) AS Duration,
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
FROM `tracing`.`otel_traces_local` AS span
ARRAY JOIN
  arrayConcat(['span'], arrayWithConstant(length(Links.TraceId), 'cause'), arrayWithConstant(length(Links.TraceId), 'effect')) AS Entry,
  arrayConcat([''], Links.TraceId, Links.TraceId) AS LinkTraceId,
  arrayConcat([''], Links.SpanId, Links.SpanId) AS LinkSpanId,
  arrayConcat(arrayResize(arraySlice(Links.Attributes, 1, 0), 1), Links.Attributes, Links.Attributes) AS LinkAttributes,
  arrayConcat([''], Links.TraceState, Links.TraceState) AS LinkTraceState,
  arrayConcat([toUInt32(0)], Links.Flags, Links.Flags) AS LinkFlags,
  arrayConcat([toUInt32(0)], Links.DroppedAttributesCount, Links.DroppedAttributesCount) AS LinkDroppedAttributes,
  arrayConcat([0], arrayEnumerate(Links.TraceId), arrayEnumerate(Links.TraceId)) AS Position
WHERE length(span.TraceId) = 32 AND length(span.SpanId) = 16
  AND (Entry = 'span' OR (length(LinkTraceId) = 32 AND length(LinkSpanId) = 16));
