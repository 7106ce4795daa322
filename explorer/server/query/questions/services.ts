/** `services`: calls and links between services, with the time between cause and effect. */
import type { ServiceEdge, ServiceNode, ServicesAnswer } from '../../../api/answers.js';
import { LAST_TIME } from '../../../api/parameters.js';
import type { AskedOf } from '../../../api/questions.js';
import { relationSql } from '../../store/index-table.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness, hasCutText } from '../completeness.js';
import { cutText, readTextsThatFit } from '../index/bounded-text.js';
import type { TextSelection } from '../index/bounded-text.js';

/** Above this many spans, traces are sampled by a hash of their ids: a join holds one side in memory. */
const MAX_SPANS = 1_000_000;
const MAX_ROWS = 1000;
const HOUR = 3_600_000_000;

// exporters before 2024 wrote STATUS_CODE_ERROR, and durations with a sign
const quantiles = (nanoseconds: string): string =>
  `quantilesExact(0.5, 0.95)(intDiv(greatest(${nanoseconds}, 0), 1000))`;
const COUNTS = `count() * {oneOf:UInt32} AS count,
  countIf(StatusCode IN ('Error', 'STATUS_CODE_ERROR')) * {oneOf:UInt32} AS errors,
  ${quantiles('toInt64(Duration)')} AS took`;
const UNIQUE = 'LIMIT 1 BY TraceId, SpanId';

/** Reads `tables.traces`, where the spans of a time lie together: in the index they are spread over all traces. */
export async function answerServices(
  reader: StoreReader,
  asked: AskedOf<'services'>,
  maxSpans: number = MAX_SPANS,
): Promise<ServicesAnswer> {
  const { traces } = reader.tables;
  const until = asked.until ?? LAST_TIME;
  const since = asked.since ?? Math.max((await newestTime(reader, until)) - HOUR, 0);
  const inTime = `TraceId != '' AND Timestamp >= fromUnixTimestamp64Micro({since:Int64})
  AND Timestamp < fromUnixTimestamp64Micro({until:Int64})`;
  const [count] = await reader.rows<{ rows: number }>(
    `SELECT greatest(count(), sum(length(Links.TraceId))) AS rows FROM ${traces} WHERE ${inTime}`,
    { since, until },
  );
  const oneOf = Math.max(1, Math.ceil((count?.rows ?? 0) / maxSpans));
  const sampled = `${inTime} AND cityHash64(TraceId) % {oneOf:UInt32} = 0`;
  const params = { since, until, oneOf };

  const [nodes, calls, links] = await Promise.all([
    readTextsThatFit<NodeRow>((texts) => reader.rows(nodesSql(traces, sampled, texts), params)),
    readTextsThatFit<EdgeRow>((texts) => reader.rows(callsSql(traces, sampled, texts), params)),
    readTextsThatFit<LinkEdgeRow>((texts) => reader.rows(linksSql(traces, sampled, texts), params)),
  ]);
  const services = nodes.map(({ took, count: spans, name, errors }): ServiceNode => {
    return { name: cutText(name), spans, errors, p50: took[0], p95: took[1] };
  });
  const edges = [
    ...calls.slice(0, MAX_ROWS).map((row): ServiceEdge => ({ ...edgeOf(row), kind: 'call' })),
    ...links.slice(0, MAX_ROWS).map((row): ServiceEdge => ({
      ...edgeOf(row),
      kind: 'link',
      ...(row.relation !== '' && { relation: cutText(row.relation) }),
      gap: { p50: row.gaps[0], p95: row.gaps[1] },
    })),
  ];
  const rows = [...nodes, ...calls, ...links];
  return {
    services: [...services.slice(0, MAX_ROWS), ...servicesOutside(services, edges)],
    edges,
    since,
    oneOf,
    ...completeness([
      [nodes, calls, links].some((rows) => rows.length > MAX_ROWS) && 'rows',
      (hasCutText(rows) || rows.some(hasLongText)) && 'text',
    ]),
  };
}

/** Returns the other ends of edges: services that called or caused spans of the time, and have none in it. */
function servicesOutside(services: readonly ServiceNode[], edges: readonly ServiceEdge[]): ServiceNode[] {
  const names = new Set(edges.flatMap(({ from, to }) => [from, to]));
  for (const { name } of services) names.delete(name);
  return [...names].map((name) => ({ name, spans: 0, errors: 0, p50: 0, p95: 0 }));
}

const edgeOf = ({ from, to, count, errors, took }: EdgeRow): Omit<ServiceEdge, 'kind'> => ({
  from: cutText(from),
  to: cutText(to),
  count,
  errors,
  p50: took[0],
  p95: took[1],
});

const hasLongText = (row: object): boolean =>
  Object.values(row).some((value) => typeof value === 'string' && value !== cutText(value));

async function newestTime(reader: StoreReader, until: number): Promise<number> {
  const [newest] = await reader.rows<{ time: number }>(
    `SELECT toUnixTimestamp64Micro(max(Timestamp)) AS time FROM ${reader.tables.traces}
WHERE Timestamp < fromUnixTimestamp64Micro({until:Int64})`,
    { until },
  );
  return newest?.time ?? 0;
}

type Quantiles = readonly [p50: number, p95: number];

interface NodeRow {
  readonly name: string;
  readonly count: number;
  readonly errors: number;
  readonly took: Quantiles;
}

interface EdgeRow {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly errors: number;
  readonly took: Quantiles;
}

interface LinkEdgeRow extends EdgeRow {
  readonly relation: string;
  readonly gaps: Quantiles;
}

type ServicesSql = (traces: string, where: string, texts: TextSelection) => string;

const nodesSql: ServicesSql = (traces, where, { text }) => `SELECT ${text('ServiceName')} AS name, ${COUNTS}
FROM (SELECT ServiceName, StatusCode, Duration FROM ${traces} WHERE ${where} ${UNIQUE})
GROUP BY name ORDER BY count DESC, name LIMIT ${MAX_ROWS + 1}`;

const callsSql: ServicesSql = (
  traces,
  where,
  { text },
) => `SELECT caller.Service AS from, callee.Service AS to, ${COUNTS}
FROM (
  SELECT TraceId, ParentSpanId, ${text('ServiceName')} AS Service, StatusCode, Duration FROM ${traces}
  WHERE ${where} AND ParentSpanId != '' ${UNIQUE}
) AS callee
SEMI LEFT JOIN (
  SELECT TraceId, SpanId, ${text('ServiceName')} AS Service FROM ${traces} WHERE ${where}
  UNION ALL
  SELECT TraceId, SpanId, ${text('ServiceName')} AS Service FROM ${traces}
  WHERE (TraceId, SpanId) IN (${callersOutside(traces, where)})
) AS caller
  ON callee.TraceId = caller.TraceId AND callee.ParentSpanId = caller.SpanId
WHERE from != to GROUP BY from, to ORDER BY count DESC, from, to LIMIT ${MAX_ROWS + 1}`;

/** Most callers began in the same time: looking up only the others spares reading the ids of all times. */
const callersOutside = (traces: string, where: string): string => `SELECT TraceId, ParentSpanId FROM ${traces}
  WHERE ${where} AND ParentSpanId != ''
  AND (TraceId, ParentSpanId) NOT IN (SELECT TraceId, SpanId FROM ${traces} WHERE ${where})`;

const GAP = `toUnixTimestamp64Nano(link.Timestamp) - toUnixTimestamp64Nano(cause.Start)
    - greatest(toInt64(cause.Took), 0)`;

const linksSql: ServicesSql = (traces, where, { text }) => `WITH link AS (
  SELECT CauseTraceId, CauseSpanId, ${text(relationSql('LinkAttributes'))} AS Relation,
    ${text('ServiceName')} AS Service, StatusCode, Timestamp, Duration
  FROM (
    SELECT ServiceName, StatusCode, Timestamp, Duration, Links.TraceId, Links.SpanId, Links.Attributes
    FROM ${traces} WHERE ${where} AND notEmpty(Links.TraceId) ${UNIQUE}
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
GROUP BY from, to, relation ORDER BY count DESC, from, to, relation LIMIT ${MAX_ROWS + 1}`;
