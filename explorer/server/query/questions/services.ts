/** The service graph: who calls whom, and whose work led to whose, with the time between cause and effect. */
import type { ServiceEdge, ServiceNode, ServicesAnswer } from '../../../api/answers.js';
import { LAST_TIME } from '../../../api/parameters.js';
import type { AskedOf } from '../../../api/questions.js';
import { relationOf } from '../../store/index-table.js';
import type { Ask } from '../../store/store-reader.js';

/** Traces are sampled, by a hash of their ids, until there are about so many spans: a join holds one side in memory. */
const MOST_SPANS = 1_000_000;
const MOST_ROWS = 1000;
const HOUR = 3_600_000_000;

// of spans as any exporter wrote them: those of before 2024 wrote STATUS_CODE_ERROR, and durations with a sign
const quantiles = (nanoseconds: string): string =>
  `quantilesExact(0.5, 0.95)(intDiv(greatest(${nanoseconds}, 0), 1000))`;
const TOOK = quantiles('toInt64(Duration)');
const ERRORS = "countIf(StatusCode IN ('Error', 'STATUS_CODE_ERROR')) * {oneOf:UInt32}";

/** Reads `traces`: whatever is of a time lies together there, and the index has it spread over all traces. */
export async function askServices(
  ask: Ask,
  asked: AskedOf<'services'>,
  most: number = MOST_SPANS,
): Promise<ServicesAnswer> {
  const { traces } = ask.tables;
  const until = asked.until ?? LAST_TIME;
  const [newest] = await ask.rows<{ time: number }>(
    `SELECT toUnixTimestamp64Micro(max(Timestamp)) AS time FROM ${traces} WHERE Timestamp < fromUnixTimestamp64Micro({until:Int64})`,
    { until },
  );
  const since = asked.since ?? Math.max((newest?.time ?? 0) - HOUR, 0);
  const inTime = `TraceId != '' AND Timestamp >= fromUnixTimestamp64Micro({since:Int64}) AND Timestamp < fromUnixTimestamp64Micro({until:Int64})`;
  const [count] = await ask.rows<{ most: number }>(
    `SELECT greatest(count(), sum(length(Links.TraceId))) AS most FROM ${traces} WHERE ${inTime}`,
    { since, until },
  );
  const oneOf = Math.max(1, Math.ceil((count?.most ?? 0) / most));
  const sampled = `${inTime} AND cityHash64(TraceId) % {oneOf:UInt32} = 0`;
  const params = { since, until, oneOf };
  const once = 'LIMIT 1 BY TraceId, SpanId';

  const [nodes, calls, links] = await Promise.all([
    ask.rows<NodeColumns>(
      `SELECT ServiceName AS name, count() * {oneOf:UInt32} AS spans, ${ERRORS} AS errors, ${TOOK} AS took
FROM (SELECT ServiceName, StatusCode, Duration FROM ${traces} WHERE ${sampled} ${once})
GROUP BY name ORDER BY spans DESC, name LIMIT ${MOST_ROWS}`,
      params,
    ),
    ask.rows<EdgeColumns>(
      `SELECT caller.ServiceName AS from, callee.ServiceName AS to, count() * {oneOf:UInt32} AS count, ${ERRORS} AS errors, ${TOOK} AS took
FROM (SELECT TraceId, ParentSpanId, ServiceName, StatusCode, Duration FROM ${traces} WHERE ${sampled} AND ParentSpanId != '' ${once}) AS callee
SEMI LEFT JOIN (SELECT TraceId, SpanId, ServiceName FROM ${traces} WHERE ${sampled}) AS caller
  ON callee.TraceId = caller.TraceId AND callee.ParentSpanId = caller.SpanId
WHERE from != to GROUP BY from, to ORDER BY count DESC, from, to LIMIT ${MOST_ROWS}`,
      params,
    ),
    ask.rows<EdgeColumns & { relation: string; gaps: readonly [number, number] }>(
      `WITH link AS (
  SELECT CauseTraceId, CauseSpanId, ${relationOf('LinkAttributes')} AS Relation, ServiceName, StatusCode, Timestamp, Duration
  FROM (
    SELECT ServiceName, StatusCode, Timestamp, Duration, Links.TraceId, Links.SpanId, Links.Attributes
    FROM ${traces} WHERE ${sampled} AND notEmpty(Links.TraceId) ${once}
  )
  ARRAY JOIN Links.TraceId AS CauseTraceId, Links.SpanId AS CauseSpanId, Links.Attributes AS LinkAttributes
)
SELECT cause.ServiceName AS from, link.ServiceName AS to, link.Relation AS relation, count() * {oneOf:UInt32} AS count, ${ERRORS} AS errors, ${TOOK} AS took,
  ${quantiles('toUnixTimestamp64Nano(link.Timestamp) - toUnixTimestamp64Nano(cause.Start) - greatest(toInt64(cause.Took), 0)')} AS gaps
FROM link
SEMI LEFT JOIN (
  SELECT TraceId, SpanId, ServiceName, Timestamp AS Start, Duration AS Took FROM ${traces}
  WHERE (TraceId, SpanId) IN (SELECT CauseTraceId, CauseSpanId FROM link)
) AS cause
  ON link.CauseTraceId = cause.TraceId AND link.CauseSpanId = cause.SpanId
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
