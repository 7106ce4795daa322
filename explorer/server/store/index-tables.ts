/** The index beside `otel_traces`: the tables, and the `SELECT` that fills each from spans. */
import { LINK_KEY, SPAN_KEY } from './tables.js';

/** A table of the index. */
export interface IndexTable {
  readonly table: 'spans' | 'linksByTarget' | 'linksBySource';
  readonly columns: string;
  readonly key: string;
  /** What spreads its rows over the shards of a cluster. */
  readonly shardBy: string;
  /** Rows of the index from rows of `traces`; `where` picks some of them. */
  readonly select: (traces: string, where?: string) => string;
}

// exporters before 2024 wrote SPAN_KIND_SERVER and STATUS_CODE_ERROR
const word = (column: string, prefix: string): string =>
  `if(startsWith(${column}, '${prefix}'), initcap(lower(substring(${column}, ${prefix.length + 1}))), ${column})`;

const KIND = word('SpanKind', 'SPAN_KIND_');
const STATUS = word('StatusCode', 'STATUS_CODE_');

// a link says what it is in words of whoever made it
const relation = (attributes: string): string =>
  `multiIf(${['spanlink.relation', 'link.name', 'sentry.link.type', 'opentracing.ref_type']
    .map((name) => `${attributes}['${name}'] != '', ${attributes}['${name}']`)
    .join(', ')}, '')`;

const LINK_COLUMNS = `(
  TargetTraceId String CODEC(ZSTD(1)),
  TargetSpanId String CODEC(ZSTD(1)),
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
  Position UInt32 CODEC(ZSTD(1)),
  Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)),
  ServiceName LowCardinality(String) CODEC(ZSTD(1)),
  SpanName LowCardinality(String) CODEC(ZSTD(1)),
  StatusCode LowCardinality(String) CODEC(ZSTD(1)),
  Relation LowCardinality(String) CODEC(ZSTD(1)),
  Attributes Map(LowCardinality(String), String) CODEC(ZSTD(1))
)`;

const and = (where: string | undefined): string => (where === undefined ? '' : ` AND ${where}`);

const selectLinks = (traces: string, where?: string): string => `SELECT
  LinkTraceId AS TargetTraceId,
  LinkSpanId AS TargetSpanId,
  TraceId,
  SpanId,
  LinkPosition AS Position,
  Timestamp,
  ServiceName,
  SpanName,
  ${STATUS} AS StatusCode,
  ${relation('LinkAttributes')} AS Relation,
  LinkAttributes AS Attributes
FROM ${traces}
ARRAY JOIN
  Links.TraceId AS LinkTraceId,
  Links.SpanId AS LinkSpanId,
  Links.Attributes AS LinkAttributes,
  arrayEnumerate(Links.TraceId) AS LinkPosition
WHERE LinkTraceId != ''${and(where)}`;

export const INDEX_TABLES: readonly IndexTable[] = [
  {
    table: 'spans',
    columns: `(
  TraceId String CODEC(ZSTD(1)),
  SpanId String CODEC(ZSTD(1)),
  ParentSpanId String CODEC(ZSTD(1)),
  Timestamp DateTime64(9) CODEC(Delta(8), ZSTD(1)),
  Duration UInt64 CODEC(T64, ZSTD(1)),
  ServiceName LowCardinality(String) CODEC(ZSTD(1)),
  SpanName LowCardinality(String) CODEC(ZSTD(1)),
  SpanKind LowCardinality(String) CODEC(ZSTD(1)),
  StatusCode LowCardinality(String) CODEC(ZSTD(1))
)`,
    key: SPAN_KEY,
    shardBy: 'cityHash64(TraceId)',
    select: (traces, where) => `SELECT
  TraceId,
  SpanId,
  ParentSpanId,
  Timestamp,
  toUInt64(greatest(toInt64(Duration), 0)) AS Duration,
  ServiceName,
  SpanName,
  ${KIND} AS SpanKind,
  ${STATUS} AS StatusCode
FROM ${traces}
WHERE TraceId != ''${and(where)}`,
  },
  { table: 'linksByTarget', columns: LINK_COLUMNS, key: LINK_KEY, shardBy: 'cityHash64(TargetTraceId)', select: selectLinks },
  {
    table: 'linksBySource',
    columns: LINK_COLUMNS,
    key: 'TraceId, SpanId, TargetTraceId, TargetSpanId, Position',
    shardBy: 'cityHash64(TraceId)',
    select: selectLinks,
  },
];
