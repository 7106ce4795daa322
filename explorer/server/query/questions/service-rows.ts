/** Services and the edges between them as rows, which the engine computes from `tables.traces`. */
import { relationSql } from '../../store/index-table.js';
import type { StoreReader } from '../../store/store-reader.js';
import { latestForms } from '../../store/tables.js';
import { readTextsThatFit } from '../index/bounded-text.js';
import type { CutMarks, TextSelection } from '../index/bounded-text.js';

/** The services, and the edges of each kind, that an answer lists; one more is read if there are more. */
export const MAX_SERVICES = 1000;
export const MAX_EDGES = 4000;

type Quantiles = readonly [p50: number, p95: number];

export interface ServiceRow {
  readonly name: string;
  readonly count: number;
  readonly errors: number;
  /** Microseconds. */
  readonly took: Quantiles;
}

export interface EdgeRow {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly errors: number;
  readonly took: Quantiles;
}

export interface LinkEdgeRow extends EdgeRow {
  readonly relation: string;
  readonly gaps: Quantiles;
}

export interface ServiceRows {
  readonly nodes: readonly (ServiceRow & CutMarks)[];
  readonly calls: readonly (EdgeRow & CutMarks)[];
  readonly links: readonly (LinkEdgeRow & CutMarks)[];
}

/**
 * @param where SQL that is true of the spans that count
 * @param params values for its placeholders, and `oneOf` to multiply counts by
 */
export async function readServiceRows(
  reader: StoreReader,
  where: string,
  params: Readonly<Record<string, unknown>>,
): Promise<ServiceRows> {
  const read = <T extends object>(sql: ServicesSql): Promise<(T & CutMarks)[]> =>
    readTextsThatFit<T>((texts) => reader.rows(sql(reader, where, texts), params));
  const [nodes, calls, links] = await Promise.all([
    read<ServiceRow>(nodesSql),
    read<EdgeRow>(callsSql),
    read<LinkEdgeRow>(linksSql),
  ]);
  return { nodes, calls, links };
}

// exporters before 2024 wrote STATUS_CODE_ERROR, and durations with a sign
const quantiles = (nanoseconds: string): string =>
  `quantilesExact(0.5, 0.95)(intDiv(greatest(${nanoseconds}, 0), 1000))`;
const COUNTS = `count() * {oneOf:UInt32} AS count,
  countIf(StatusCode IN ('Error', 'STATUS_CODE_ERROR')) * {oneOf:UInt32} AS errors,
  ${quantiles('toInt64(Duration)')} AS took`;

type ServicesSql = (reader: StoreReader, where: string, texts: TextSelection) => string;

const nodesSql: ServicesSql = (
  { tables: { traces }, received },
  where,
  { text },
) => `SELECT ${text('ServiceName')} AS name, ${COUNTS}
FROM (SELECT ServiceName, StatusCode, Duration FROM ${traces} WHERE ${where} ${latestForms(received)})
GROUP BY name ORDER BY count DESC, name LIMIT ${MAX_SERVICES + 1}`;

const callsSql: ServicesSql = (
  { tables: { traces }, received },
  where,
  { text },
) => `SELECT caller.Service AS from, callee.Service AS to, ${COUNTS}
FROM (
  SELECT TraceId, ParentSpanId, ${text('ServiceName')} AS Service, StatusCode, Duration FROM ${traces}
  WHERE ${where} AND ParentSpanId != '' ${latestForms(received)}
) AS callee
SEMI LEFT JOIN (
  SELECT TraceId, SpanId, ${text('ServiceName')} AS Service FROM ${traces} WHERE ${where}
  UNION ALL
  SELECT TraceId, SpanId, ${text('ServiceName')} AS Service FROM ${traces}
  WHERE (TraceId, SpanId) IN (${callersOutside(traces, where)})
) AS caller
  ON callee.TraceId = caller.TraceId AND callee.ParentSpanId = caller.SpanId
WHERE from != to GROUP BY from, to ORDER BY count DESC, from, to LIMIT ${MAX_EDGES + 1}`;

/** Most callers began in the same time: looking up only the others spares reading the ids of all times. */
const callersOutside = (traces: string, where: string): string => `SELECT TraceId, ParentSpanId FROM ${traces}
  WHERE ${where} AND ParentSpanId != ''
  AND (TraceId, ParentSpanId) NOT IN (SELECT TraceId, SpanId FROM ${traces} WHERE ${where})`;

const GAP = `toUnixTimestamp64Nano(link.Timestamp) - toUnixTimestamp64Nano(cause.Start)
    - greatest(toInt64(cause.Took), 0)`;

const linksSql: ServicesSql = ({ tables: { traces }, received }, where, { text }) => `WITH link AS (
  SELECT CauseTraceId, CauseSpanId, ${text(relationSql('LinkAttributes'))} AS Relation,
    ${text('ServiceName')} AS Service, StatusCode, Timestamp, Duration
  FROM (
    SELECT ServiceName, StatusCode, Timestamp, Duration, Links.TraceId, Links.SpanId, Links.Attributes
    FROM ${traces} WHERE ${where} AND notEmpty(Links.TraceId) ${latestForms(received)}
  )
  ARRAY JOIN Links.TraceId AS CauseTraceId, Links.SpanId AS CauseSpanId, Links.Attributes AS LinkAttributes
)
SELECT cause.Service AS from, link.Service AS to, link.Relation AS relation, ${COUNTS},
  ${quantiles(GAP)} AS gaps
FROM link
SEMI LEFT JOIN (
  SELECT TraceId, SpanId, ${text('ServiceName')} AS Service, Timestamp AS Start, Duration AS Took FROM ${traces}
  WHERE (TraceId, SpanId) IN (SELECT CauseTraceId, CauseSpanId FROM link)
) AS cause
  ON link.CauseTraceId = cause.TraceId AND link.CauseSpanId = cause.SpanId
GROUP BY from, to, relation ORDER BY count DESC, from, to, relation LIMIT ${MAX_EDGES + 1}`;
