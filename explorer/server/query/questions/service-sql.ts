/** The statements of the services view: its services, and the calls and links between them. */
import { relationSql } from '../../store/index-table.js';
import { TOOK } from '../../store/took.js';
import type { TextSelection } from '../index/bounded-text.js';
import { countedSpans, repeatedSpans, singleSpans } from './counted-spans.js';
import type { CountedSpans } from './counted-spans.js';

export type ServicesSql = (spans: CountedSpans, texts: TextSelection) => string;

const quantiles = (microseconds: string): string => `quantilesExact(0.5, 0.95)(greatest(${microseconds}, 0))`;

// exporters before 2024 wrote STATUS_CODE_ERROR
const COUNTS = `count() * {oneOf:UInt32} AS count,
  countIf(StatusCode IN ('Error', 'STATUS_CODE_ERROR')) * {oneOf:UInt32} AS errors,
  ${quantiles(TOOK)} AS took`;

/** @param condition SQL that is true of the spans that are listed */
export const nodesOf = (spans: CountedSpans, { text }: TextSelection, condition?: string): string =>
  `SELECT ${text('ServiceName')} AS name, ${COUNTS}
FROM (${countedSpans(spans, 'ServiceName, StatusCode, Duration', condition)})
GROUP BY name ORDER BY count DESC, name`;

export const nodesSql: ServicesSql = (spans, texts) => nodesOf(spans, texts);

const isKind = (kind: string): string => `SpanKind IN ('${kind}', 'SPAN_KIND_${kind.toUpperCase()}')`;

// of the spans of one id, the server makes the calls to others
const SHARED_CALLER = `SELECT TraceId, SpanId, argMin(Name, (NOT ${isKind('Server')}, Name)) AS Service,
  groupUniqArray(Name) AS Services`;

export const callsSql: ServicesSql = (spans, { text }) => {
  const { traces, where, hasRepeatedIds } = spans;
  const service = `${text('ServiceName')} AS Service`;
  const name = `${text('ServiceName')} AS Name`;
  const shared = `(${repeatedSpans(spans, `TraceId, SpanId, SpanKind, ${name}, StatusCode, Duration`)})`;
  const clients = `SELECT TraceId, SpanId, min(Name) AS Name FROM ${shared} WHERE ${isKind('Client')}
  GROUP BY TraceId, SpanId`;
  const isCallee = `ParentSpanId != ''${
    hasRepeatedIds
      ? ` AND NOT (${isKind('Server')} AND (TraceId, SpanId) IN (SELECT TraceId, SpanId FROM (${clients})))`
      : ''
  }`;
  const callee = `TraceId, SpanId, ParentSpanId, SpanKind, ${service}, StatusCode, Duration`;
  return `SELECT from, to, ${COUNTS} FROM (
  SELECT if(has(caller.Services, callee.Service), callee.Service, caller.Service) AS from, callee.Service AS to,
    StatusCode, Duration
  FROM (${countedSpans(spans, callee, isCallee)}) AS callee
  SEMI LEFT JOIN (
    ${singleSpans(spans, `TraceId, SpanId, ${service}, emptyArrayString() AS Services`)}
    UNION ALL ${hasRepeatedIds ? `${SHARED_CALLER} FROM ${shared} GROUP BY TraceId, SpanId UNION ALL` : ''}
    ${SHARED_CALLER} FROM (
      SELECT TraceId, SpanId, SpanKind, ${name} FROM ${traces}
      WHERE (TraceId, SpanId) IN (${callersOutside(traces, where)})
    ) GROUP BY TraceId, SpanId
  ) AS caller
    ON callee.TraceId = caller.TraceId AND callee.ParentSpanId = caller.SpanId${
      hasRepeatedIds ? `\n  UNION ALL ${callsOfShared(shared, clients)}` : ''
    }
)
WHERE from != to GROUP BY from, to ORDER BY count DESC, from, to`;
};

/** The call between a client and the server that shares its id: none has the other one as its caller. */
const callsOfShared = (shared: string, clients: string): string => `
  SELECT client.Name AS from, server.Name AS to, StatusCode, Duration
  FROM (SELECT * FROM ${shared} WHERE ${isKind('Server')}) AS server
  SEMI LEFT JOIN (${clients}) AS client ON server.TraceId = client.TraceId AND server.SpanId = client.SpanId`;

/** Most callers began in the same time: looking up only the others spares reading the ids of all times. */
const callersOutside = (traces: string, where: string): string => `SELECT TraceId, ParentSpanId FROM ${traces}
  WHERE ${where} AND ParentSpanId != ''
  AND (TraceId, ParentSpanId) NOT IN (SELECT TraceId, SpanId FROM ${traces} WHERE ${where})`;

const GAP = 'toUnixTimestamp64Micro(link.Timestamp) - toUnixTimestamp64Micro(cause.Start) - cause.Took';

export const linksSql: ServicesSql = (spans, { text }) => {
  const { traces, received } = spans;
  const columns = 'ServiceName, StatusCode, Timestamp, Duration, Links.TraceId, Links.SpanId, Links.Attributes';
  return `WITH link AS (
  SELECT CauseTraceId, CauseSpanId, ${text(relationSql('LinkAttributes'))} AS Relation,
    ${text('ServiceName')} AS Service, StatusCode, Timestamp, Duration
  FROM (${countedSpans(spans, columns, 'notEmpty(Links.TraceId)')})
  ARRAY JOIN Links.TraceId AS CauseTraceId, Links.SpanId AS CauseSpanId, Links.Attributes AS LinkAttributes
)
SELECT cause.Service AS from, link.Service AS to, link.Relation AS relation, ${COUNTS},
  ${quantiles(GAP)} AS gaps
FROM link
SEMI LEFT JOIN (
  SELECT TraceId, SpanId, ${text('ServiceName')} AS Service, Timestamp AS Start, ${TOOK} AS Took FROM ${traces}
  WHERE (TraceId, SpanId) IN (SELECT CauseTraceId, CauseSpanId FROM link)
  ORDER BY Timestamp, SpanKind, ServiceName, ${received} DESC, Duration DESC LIMIT 1 BY TraceId, SpanId
) AS cause
  ON link.CauseTraceId = cause.TraceId AND link.CauseSpanId = cause.SpanId
GROUP BY from, to, relation ORDER BY count DESC, from, to, relation`;
};
