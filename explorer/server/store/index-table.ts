/**
 * The index beside `otel_traces`, its columns, and the one `SELECT` that fills it from spans.
 *
 * A row is an entry about a span (`TraceId`, `SpanId`), of one of three kinds:
 *
 * - `span`: the span itself.
 * - `cause`: a link that the span carries. The other end (`OtherTraceId`, `OtherSpanId`) is its cause.
 * - `effect`: a link that another span carries to this one. The other end is that span, the effect.
 *
 * So a span with one link fills three rows: the span, its cause and, at the other end of the link, an effect. The
 * columns from `ParentSpanId` to `StatusCode` always describe the span that was sent; of an effect, that is the other
 * end, so that one read tells what a span led to. Rows are sorted by `TraceId`: all entries about a trace lie together.
 */

export const indexColumns = (codec: 'LZ4' | 'ZSTD(1)'): string => `(
  TraceId String CODEC(${codec}),
  SpanId String CODEC(${codec}),
  Entry Enum8('span' = 0, 'cause' = 1, 'effect' = 2) CODEC(${codec}),
  OtherTraceId String CODEC(${codec}),
  OtherSpanId String CODEC(${codec}),
  Position UInt32 CODEC(${codec}),
  ParentSpanId String CODEC(${codec}),
  Timestamp DateTime64(9) CODEC(Delta(8), ${codec}),
  Duration UInt64 CODEC(T64, ${codec}),
  ServiceName String CODEC(${codec}),
  SpanName String CODEC(${codec}),
  SpanKind String CODEC(${codec}),
  StatusCode String CODEC(${codec}),
  Relation String CODEC(${codec}),
  Attributes Map(String, String) CODEC(${codec}),
  Received DateTime64(3) CODEC(T64, ${codec}),
  LinkTraceState String CODEC(${codec}),
  LinkFlags UInt32 CODEC(${codec}),
  LinkDroppedAttributes UInt32 CODEC(${codec})
)`;

// exporters before 2024 wrote SPAN_KIND_SERVER and STATUS_CODE_ERROR
const currentName = (column: string, prefix: string): string =>
  `if(startsWith(${column}, '${prefix}'), initcap(lower(substring(${column}, ${prefix.length + 1}))), ${column})`;

/** SQL for the relation of a link: the first of the attributes in which different libraries name it. */
export const relationSql = (attributes: string): string =>
  `multiIf(${['spanlink.relation', 'link.name', 'sentry.link.type', 'opentracing.ref_type']
    .map((name) => `${attributes}['${name}'] != '', ${attributes}['${name}']`)
    .join(', ')}, '')`;

/** The longest text that lists show. */
export const MAX_LISTED_TEXT = 1024;

// spans and links are read for whole traces: keep no more of a text than is shown, and what shows that it is longer
const listed = (text: string): string => `substringUTF8(${text}, 1, ${MAX_LISTED_TEXT + 1})`;

const KINDS =
  `arrayConcat(['span'], arrayWithConstant(length(Links.TraceId), 'cause'), ` +
  `arrayWithConstant(length(Links.TraceId), 'effect'))`;

/** SQL for the values of a column of links: of the span, of its causes, of its effects. */
const ofLinks = (ofSpan: string, column: string): string => `arrayConcat([${ofSpan}], ${column}, ${column})`;

const ATTRIBUTES =
  'arrayConcat(arrayResize(arraySlice(Links.Attributes, 1, 0), 1), Links.Attributes, Links.Attributes)';

/** The columns that not every table of spans has, as SQL. */
export interface OwnColumnsSql {
  /** When a span was received. */
  readonly received: string;
  /** Of the links of a span. */
  readonly linkFlags: string;
  readonly linkDroppedAttributes: string;
}

/** SQL that selects the index entries of the spans in a table, or of those of which `where` is true. */
export const selectIndex = (traces: string, own: OwnColumnsSql, where?: string): string => `SELECT
  if(Entry = 'effect', LinkTraceId, span.TraceId) AS TraceId,
  if(Entry = 'effect', LinkSpanId, span.SpanId) AS SpanId,
  Entry,
  if(Entry = 'effect', span.TraceId, LinkTraceId) AS OtherTraceId,
  if(Entry = 'effect', span.SpanId, LinkSpanId) AS OtherSpanId,
  Position,
  ParentSpanId,
  Timestamp,
  toUInt64(greatest(Duration, 0)) AS Duration,
  ${listed('ServiceName')} AS ServiceName,
  ${listed('SpanName')} AS SpanName,
  ${currentName('SpanKind', 'SPAN_KIND_')} AS SpanKind,
  ${currentName('StatusCode', 'STATUS_CODE_')} AS StatusCode,
  ${listed(relationSql('LinkAttributes'))} AS Relation,
  mapApply((k, v) -> (k, ${listed('v')}), LinkAttributes) AS Attributes,
  ${own.received} AS Received,
  LinkTraceState,
  LinkFlags,
  LinkDroppedAttributes
FROM ${traces} AS span
ARRAY JOIN
  ${KINDS} AS Entry,
  ${ofLinks("''", 'Links.TraceId')} AS LinkTraceId,
  ${ofLinks("''", 'Links.SpanId')} AS LinkSpanId,
  ${ATTRIBUTES} AS LinkAttributes,
  ${ofLinks("''", 'Links.TraceState')} AS LinkTraceState,
  ${ofLinks('toUInt32(0)', own.linkFlags)} AS LinkFlags,
  ${ofLinks('toUInt32(0)', own.linkDroppedAttributes)} AS LinkDroppedAttributes,
  ${ofLinks('0', 'arrayEnumerate(Links.TraceId)')} AS Position
WHERE if(Entry = 'span', span.TraceId, LinkTraceId) != ''${where === undefined ? '' : ` AND ${where}`}`;
