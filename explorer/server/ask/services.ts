/** The service graph: who calls whom, and whose work led to whose, with the time between cause and effect. */
import type { ServiceEdge, ServiceNode, ServicesAnswer } from '../../api/answers.js';
import { LAST_TIME } from '../../api/parameters.js';
import type { AskedOf } from '../../api/questions.js';
import type { Ask } from './ask.js';

/** Traces are sampled, by a hash of their ids, until there are about so many spans: a join holds one side in memory. */
const MOST_SPANS = 1_000_000;
const MOST_ROWS = 1000;
const HOUR = 3_600_000_000;

export async function askServices(ask: Ask, asked: AskedOf<'services'>, most: number = MOST_SPANS): Promise<ServicesAnswer> {
  const { spans, linksBySource } = ask.tables;
  const until = asked.until ?? LAST_TIME;
  const [newest] = await ask.rows<{ time: number }>(
    `SELECT toUnixTimestamp64Micro(max(Timestamp)) AS time FROM ${spans} WHERE Timestamp < fromUnixTimestamp64Micro({until:Int64})`,
    { until },
  );
  const since = asked.since ?? Math.max((newest?.time ?? 0) - HOUR, 0);
  const inTime = 'Timestamp >= fromUnixTimestamp64Micro({since:Int64}) AND Timestamp < fromUnixTimestamp64Micro({until:Int64})';
  const [count] = await ask.rows<{ most: number }>(
    `SELECT greatest((SELECT count() FROM ${spans} WHERE ${inTime}), (SELECT count() FROM ${linksBySource} WHERE ${inTime})) AS most`,
    { since, until },
  );
  const oneOf = Math.max(1, Math.ceil((count?.most ?? 0) / most));
  const sampled = `${inTime} AND cityHash64(TraceId) % {oneOf:UInt32} = 0`;
  const params = { since, until, oneOf };
  const quantiles = (duration: string): string => `quantilesExact(0.5, 0.95)(intDiv(${duration}, 1000))`;

  const [nodes, calls, links] = await Promise.all([
    ask.rows<NodeColumns>(
      `SELECT ServiceName AS name, count() * {oneOf:UInt32} AS spans, countIf(StatusCode = 'Error') * {oneOf:UInt32} AS errors, ${quantiles('Duration')} AS took
FROM ${spans} FINAL WHERE ${sampled} GROUP BY name ORDER BY spans DESC, name LIMIT ${MOST_ROWS}`,
      params,
    ),
    ask.rows<EdgeColumns>(
      `SELECT caller.ServiceName AS from, callee.ServiceName AS to, count() * {oneOf:UInt32} AS count,
  countIf(callee.StatusCode = 'Error') * {oneOf:UInt32} AS errors, ${quantiles('callee.Duration')} AS took
FROM (SELECT TraceId, ParentSpanId, ServiceName, StatusCode, Duration FROM ${spans} FINAL WHERE ${sampled} AND ParentSpanId != '') AS callee
INNER JOIN (SELECT TraceId, SpanId, ServiceName FROM ${spans} FINAL WHERE ${sampled}) AS caller
  ON callee.TraceId = caller.TraceId AND callee.ParentSpanId = caller.SpanId
WHERE from != to GROUP BY from, to ORDER BY count DESC, from, to LIMIT ${MOST_ROWS}`,
      params,
    ),
    ask.rows<EdgeColumns & { relation: string; gaps: readonly [number, number] }>(
      `WITH link AS (SELECT TargetTraceId, TargetSpanId, TraceId, SpanId, Relation FROM ${linksBySource} FINAL WHERE ${sampled})
SELECT cause.ServiceName AS from, effect.ServiceName AS to, link.Relation AS relation, count() * {oneOf:UInt32} AS count,
  countIf(effect.StatusCode = 'Error') * {oneOf:UInt32} AS errors, ${quantiles('effect.Duration')} AS took,
  ${quantiles('greatest(toUnixTimestamp64Nano(effect.Timestamp) - toUnixTimestamp64Nano(cause.Timestamp) - toInt64(cause.Duration), 0)')} AS gaps
FROM link
INNER JOIN (SELECT * FROM ${spans} FINAL WHERE (TraceId, SpanId) IN (SELECT TargetTraceId, TargetSpanId FROM link)) AS cause
  ON link.TargetTraceId = cause.TraceId AND link.TargetSpanId = cause.SpanId
INNER JOIN (SELECT * FROM ${spans} FINAL WHERE (TraceId, SpanId) IN (SELECT TraceId, SpanId FROM link)) AS effect
  ON link.TraceId = effect.TraceId AND link.SpanId = effect.SpanId
GROUP BY from, to, relation ORDER BY count DESC, from, to, relation LIMIT ${MOST_ROWS}`,
      params,
    ),
  ]);
  return {
    services: nodes.map(({ took, ...node }): ServiceNode => ({ ...node, p50: took[0], p95: took[1] })),
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
    oneOf,
  };
}

interface NodeColumns {
  readonly name: string;
  readonly spans: number;
  readonly errors: number;
  readonly took: readonly [number, number];
}

interface EdgeColumns {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly errors: number;
  readonly took: readonly [number, number];
}
