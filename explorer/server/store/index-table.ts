/** The index beside `otel_traces`: its columns, and the one `SELECT` that fills it from spans. */

/**
 * A row is about a span: the span itself, a link that it carries (to its cause), or a link to it (from its effect). So
 * all that is around a trace lies together. Of the carrier of a link to it, the row says what the span led to.
 */
export const indexColumns = (packed: 'LZ4' | 'ZSTD(1)'): string => `(
  TraceId String CODEC(${packed}),
  SpanId String CODEC(${packed}),
  Entry Enum8('span' = 0, 'cause' = 1, 'effect' = 2) CODEC(${packed}),
  OtherTraceId String CODEC(${packed}),
  OtherSpanId String CODEC(${packed}),
  Position UInt32 CODEC(${packed}),
  ParentSpanId String CODEC(${packed}),
  Timestamp DateTime64(9) CODEC(Delta(8), ${packed}),
  Duration UInt64 CODEC(T64, ${packed}),
  ServiceName String CODEC(${packed}),
  SpanName String CODEC(${packed}),
  SpanKind String CODEC(${packed}),
  StatusCode String CODEC(${packed}),
  Relation String CODEC(${packed}),
  Attributes Map(String, String) CODEC(${packed})
)`;

// exporters before 2024 wrote SPAN_KIND_SERVER and STATUS_CODE_ERROR
const word = (column: string, prefix: string): string =>
  `if(startsWith(${column}, '${prefix}'), initcap(lower(substring(${column}, ${prefix.length + 1}))), ${column})`;

/** The relation of a link, of its attributes: it says what it is in words of whoever made it. */
export const relationOf = (attributes: string): string =>
  `multiIf(${['spanlink.relation', 'link.name', 'sentry.link.type', 'opentracing.ref_type']
    .map((name) => `${attributes}['${name}'] != '', ${attributes}['${name}']`)
    .join(', ')}, '')`;

// a trace that all looks at is read with what its links say: no more of it than is shown
const MOST_TEXT = 1024;

/** Rows of the index from rows of `traces`; `where` picks some of them. */
export const selectIndex = (traces: string, where?: string): string => `SELECT
  if(Entry = 'effect', LinkTraceId, span.TraceId) AS TraceId,
  if(Entry = 'effect', LinkSpanId, span.SpanId) AS SpanId,
  Entry,
  if(Entry = 'effect', span.TraceId, LinkTraceId) AS OtherTraceId,
  if(Entry = 'effect', span.SpanId, LinkSpanId) AS OtherSpanId,
  Position,
  ParentSpanId,
  Timestamp,
  toUInt64(greatest(toInt64(Duration), 0)) AS Duration,
  ServiceName,
  SpanName,
  ${word('SpanKind', 'SPAN_KIND_')} AS SpanKind,
  ${word('StatusCode', 'STATUS_CODE_')} AS StatusCode,
  ${relationOf('LinkAttributes')} AS Relation,
  mapApply((k, v) -> (k, substringUTF8(v, 1, ${MOST_TEXT})), LinkAttributes) AS Attributes
FROM ${traces} AS span
ARRAY JOIN
  arrayConcat(['span'], arrayWithConstant(length(Links.TraceId), 'cause'), arrayWithConstant(length(Links.TraceId), 'effect')) AS Entry,
  arrayConcat([''], Links.TraceId, Links.TraceId) AS LinkTraceId,
  arrayConcat([''], Links.SpanId, Links.SpanId) AS LinkSpanId,
  arrayConcat(arrayResize(arraySlice(Links.Attributes, 1, 0), 1), Links.Attributes, Links.Attributes) AS LinkAttributes,
  arrayConcat([0], arrayEnumerate(Links.TraceId), arrayEnumerate(Links.TraceId)) AS Position
WHERE if(Entry = 'span', span.TraceId, LinkTraceId) != ''${where === undefined ? '' : ` AND ${where}`}`;
