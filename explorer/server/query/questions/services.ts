/** `services`: calls and links between services, with the time between cause and effect. */
import type { ServiceEdge, ServiceNode, ServicesAnswer } from '../../../api/answers.js';
import { LAST_TIME } from '../../../api/parameters.js';
import type { AskedOf } from '../../../api/questions.js';
import { relationSql } from '../../store/index-table.js';
import { receivedOrStartSql } from '../../store/received.js';
import type { StoreReader } from '../../store/store-reader.js';
import { latestForms } from '../../store/tables.js';

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

/** Reads `tables.traces`, where the spans of a time lie together: in the index they are spread over all traces. */
export async function answerServices(
  reader: StoreReader,
  asked: AskedOf<'services'>,
  maxSpans: number = MAX_SPANS,
): Promise<ServicesAnswer> {
  const { traces } = reader.tables;
  const { since, until, by, condition } = await readTime(reader, asked);
  const inTime = `TraceId != '' AND ${condition}`;
  const [count] = await reader.rows<{ rows: number }>(
    `SELECT greatest(count(), sum(length(Links.TraceId))) AS rows FROM ${traces} WHERE ${inTime}`,
    { since, until },
  );
  const oneOf = Math.max(1, Math.ceil((count?.rows ?? 0) / maxSpans));
  const sampled = `${inTime} AND cityHash64(TraceId) % {oneOf:UInt32} = 0`;
  const params = { since, until, oneOf };

  const [nodes, calls, links] = await Promise.all([
    reader.rows<NodeRow>(nodesSql(traces, sampled, reader.received), params),
    reader.rows<EdgeRow>(callsSql(traces, sampled, reader.received), params),
    reader.rows<LinkEdgeRow>(linksSql(traces, sampled, reader.received), params),
  ]);
  return {
    services: nodes.map(({ took, count: spans, name, errors }): ServiceNode => {
      return { name, spans, errors, p50: took[0], p95: took[1] };
    }),
    edges: [
      ...calls.map(({ took, ...edge }): ServiceEdge => ({ ...edge, kind: 'call', p50: took[0], p95: took[1] })),
      ...links.map(({ took, gaps, relation, ...edge }): ServiceEdge => ({
        ...edge,
        kind: 'link',
        ...(relation !== '' && { relation }),
        p50: took[0],
        p95: took[1],
        gap: { p50: gaps[0], p95: gaps[1] },
      })),
    ],
    since,
    by,
    oneOf,
  };
}

/** A time, and the spans in it as SQL with the parameters `since` and `until`. */
interface Time extends Pick<ServicesAnswer, 'since' | 'by'> {
  readonly until: number;
  readonly condition: string;
}

/** Returns the time that was asked for, or the last hour in which spans were received. */
async function readTime(reader: StoreReader, asked: AskedOf<'services'>): Promise<Time> {
  const until = asked.until ?? LAST_TIME;
  const isBefore = 'Timestamp < fromUnixTimestamp64Micro({until:Int64})';
  if (asked.since !== undefined && asked.receivedSince === undefined) {
    const condition = `Timestamp >= fromUnixTimestamp64Micro({since:Int64}) AND ${isBefore}`;
    return { since: asked.since, until, by: 'start', condition };
  }
  const receipt = receivedOrStartSql(reader.received);
  const startsSince =
    asked.since === undefined ? '' : ` AND Timestamp >= fromUnixTimestamp64Micro(toInt64(${asked.since}))`;
  const condition = `${receipt} >= fromUnixTimestamp64Micro({since:Int64}) AND ${isBefore}${startsSince}`;
  if (asked.receivedSince !== undefined) return { since: asked.receivedSince, until, by: 'receipt', condition };
  const [newest] = await reader.rows<{ time: number }>(
    `SELECT toUnixTimestamp64Micro(max(${receipt})) AS time FROM ${reader.tables.traces} WHERE ${isBefore}`,
    { until },
  );
  return { since: Math.max((newest?.time ?? 0) - HOUR, 0), until, by: 'receipt', condition };
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

const nodesSql = (traces: string, where: string, received: string): string => `SELECT ServiceName AS name, ${COUNTS}
FROM (SELECT ServiceName, StatusCode, Duration FROM ${traces} WHERE ${where} ${latestForms(received)})
GROUP BY name ORDER BY count DESC, name LIMIT ${MAX_ROWS}`;

const callsSql = (traces: string, where: string, received: string): string => `SELECT
  caller.ServiceName AS from, callee.ServiceName AS to, ${COUNTS}
FROM (
  SELECT TraceId, ParentSpanId, ServiceName, StatusCode, Duration FROM ${traces}
  WHERE ${where} AND ParentSpanId != '' ${latestForms(received)}
) AS callee
SEMI LEFT JOIN (SELECT TraceId, SpanId, ServiceName FROM ${traces} WHERE ${where}) AS caller
  ON callee.TraceId = caller.TraceId AND callee.ParentSpanId = caller.SpanId
WHERE from != to GROUP BY from, to ORDER BY count DESC, from, to LIMIT ${MAX_ROWS}`;

const GAP = `toUnixTimestamp64Nano(link.Timestamp) - toUnixTimestamp64Nano(cause.Start)
    - greatest(toInt64(cause.Took), 0)`;

const linksSql = (traces: string, where: string, received: string): string => `WITH link AS (
  SELECT CauseTraceId, CauseSpanId, ${relationSql('LinkAttributes')} AS Relation,
    ServiceName, StatusCode, Timestamp, Duration
  FROM (
    SELECT ServiceName, StatusCode, Timestamp, Duration, Links.TraceId, Links.SpanId, Links.Attributes
    FROM ${traces} WHERE ${where} AND notEmpty(Links.TraceId) ${latestForms(received)}
  )
  ARRAY JOIN Links.TraceId AS CauseTraceId, Links.SpanId AS CauseSpanId, Links.Attributes AS LinkAttributes
)
SELECT cause.ServiceName AS from, link.ServiceName AS to, link.Relation AS relation, ${COUNTS},
  ${quantiles(GAP)} AS gaps
FROM link
SEMI LEFT JOIN (
  SELECT TraceId, SpanId, ServiceName, Timestamp AS Start, Duration AS Took FROM ${traces}
  WHERE (TraceId, SpanId) IN (SELECT CauseTraceId, CauseSpanId FROM link)
) AS cause
  ON link.CauseTraceId = cause.TraceId AND link.CauseSpanId = cause.SpanId
GROUP BY from, to, relation ORDER BY count DESC, from, to, relation LIMIT ${MAX_ROWS}`;
