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
 * end, so that one read tells what a span led to. Rows are sorted by trace: all entries about a trace lie together.
 *
 * Ids are kept as bytes (`Trace`, `Span`, …). Under the names above, they are shown as hex digits.
 */
import { spanBytes, traceBytes } from './index-ids.js';

/** The columns that show bytes as hex digits. */
const HEX_COLUMNS = {
  TraceId: 'Trace',
  SpanId: 'Span',
  OtherTraceId: 'OtherTrace',
  OtherSpanId: 'OtherSpan',
  ParentSpanId: 'Parent',
};

export const indexColumns = (codec: 'LZ4' | 'ZSTD(1)'): string => `(
  Trace FixedString(16) CODEC(${codec}),
  Span FixedString(8) CODEC(${codec}),
  Entry Enum8('span' = 0, 'cause' = 1, 'effect' = 2) CODEC(${codec}),
  OtherTrace FixedString(16) CODEC(${codec}),
  OtherSpan FixedString(8) CODEC(${codec}),
  Position UInt32 CODEC(${codec}),
  Parent FixedString(8) CODEC(${codec}),
  Timestamp DateTime64(9) CODEC(Delta(8), ${codec}),
  Duration UInt64 CODEC(T64, ${codec}),
  ServiceName LowCardinality(String) CODEC(${codec}),
  SpanName LowCardinality(String) CODEC(${codec}),
  SpanKind LowCardinality(String) CODEC(${codec}),
  StatusCode LowCardinality(String) CODEC(${codec}),
  Relation LowCardinality(String) CODEC(${codec}),
  Attributes Map(LowCardinality(String), String) CODEC(${codec}),
  Received DateTime64(3) CODEC(T64, ${codec}),
  LinkTraceState String CODEC(${codec}),
  LinkFlags UInt32 CODEC(${codec}),
  LinkDroppedAttributes UInt32 CODEC(${codec}),
${Object.entries(HEX_COLUMNS)
  .map(([name, bytes]) => `  ${name} String ALIAS lower(hex(${bytes}))`)
  .join(',\n')}
)`;

// exporters before 2024 wrote SPAN_KIND_SERVER and STATUS_CODE_ERROR
const currentName = (column: string, prefix: string): string =>
  `if(startsWith(${column}, '${prefix}'), initcap(lower(substring(${column}, ${prefix.length + 1}))), ${column})`;

/** The attributes in which different libraries name the relation of a link; the first of them counts. */
export const RELATION_ATTRIBUTES = ['spanlink.relation', 'link.name', 'sentry.link.type', 'opentracing.ref_type'];

/** SQL for the relation of a link. */
export const relationSql = (attributes: string): string =>
  `multiIf(${RELATION_ATTRIBUTES.map((name) => `${attributes}['${name}'] != '', ${attributes}['${name}']`).join(
    ', ',
  )}, '')`;

/** The longest text that lists show. */
export const MAX_LISTED_TEXT = 1024;

// spans and links are read for whole traces: keep no more of a text than is shown, and what shows that it is longer
export const MAX_INDEXED_TEXT = MAX_LISTED_TEXT + 1;

const listed = (text: string): string => `substringUTF8(${text}, 1, ${MAX_INDEXED_TEXT})`;

const KINDS =
  `arrayConcat(['span'], arrayWithConstant(length(Links.TraceId), 'cause'), ` +
  `arrayWithConstant(length(Links.TraceId), 'effect'))`;

/** SQL for the values of a column of links: of the span, of its causes, of its effects. */
const ofLinks = (ofSpan: string, column: string): string => `arrayConcat([${ofSpan}], ${column}, ${column})`;

const ATTRIBUTES =
  'arrayConcat(arrayResize(arraySlice(Links.Attributes, 1, 0), 1), Links.Attributes, Links.Attributes)';

// those that a table of others has may be empty
const areIds = (trace: string, span: string): string => `length(${trace}) = 32 AND length(${span}) = 16`;

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
  ${traceBytes("if(Entry = 'effect', LinkTraceId, span.TraceId)")} AS Trace,
  ${spanBytes("if(Entry = 'effect', LinkSpanId, span.SpanId)")} AS Span,
  Entry,
  ${traceBytes("if(Entry = 'effect', span.TraceId, LinkTraceId)")} AS OtherTrace,
  ${spanBytes("if(Entry = 'effect', span.SpanId, LinkSpanId)")} AS OtherSpan,
  Position,
  ${spanBytes('span.ParentSpanId')} AS Parent,
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
WHERE ${areIds('span.TraceId', 'span.SpanId')}
  AND (Entry = 'span' OR (${areIds('LinkTraceId', 'LinkSpanId')}))${where === undefined ? '' : ` AND ${where}`}`;
