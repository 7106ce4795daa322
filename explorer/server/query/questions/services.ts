/** `services`: calls and links between services, with the time between cause and effect. */
import type { ServiceEdge, ServiceNode, ServicesAnswer } from '../../../api/answers.js';
import { LAST_TIME } from '../../../api/time-parameter.js';
import type { AskedOf } from '../../../api/questions.js';
import { receivedOrStartSql } from '../../store/received.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness, hasCutText } from '../completeness.js';
import { cutText } from '../index/bounded-text.js';
import { MAX_EDGES, MAX_SERVICES, readServiceRows } from './service-rows.js';
import type { EdgeRow } from './service-rows.js';

/** Above this many spans, traces are sampled by a hash of their ids: a join holds one side in memory. */
const MAX_SPANS = 1_000_000;
const HOUR = 3_600_000_000;

/** Reads `tables.traces`, where the spans of a time lie together: in the index they are spread over all traces. */
export async function answerServices(
  reader: StoreReader,
  asked: AskedOf<'services'>,
  maxSpans: number = MAX_SPANS,
): Promise<ServicesAnswer> {
  const { since, until, by, condition } = await readTime(reader, asked);
  const inTime = `TraceId != '' AND ${condition}`;
  const [count] = await reader.rows<{ rows: number }>(
    `SELECT greatest(count(), sum(length(Links.TraceId))) AS rows FROM ${reader.tables.traces} WHERE ${inTime}`,
    { since, until },
  );
  const oneOf = Math.max(1, Math.ceil((count?.rows ?? 0) / maxSpans));
  const sampled = `${inTime} AND cityHash64(TraceId) % {oneOf:UInt32} = 0`;
  const { nodes, others, calls, links } = await readServiceRows(reader, sampled, { since, until, oneOf });
  const services = [...nodes.slice(0, MAX_SERVICES), ...others].map(
    ({ took, count: spans, name, errors }): ServiceNode => {
      return { name: cutText(name), spans, errors, p50: took[0], p95: took[1] };
    },
  );
  const edges = [
    ...calls.slice(0, MAX_EDGES).map((row): ServiceEdge => ({ ...edgeOf(row), kind: 'call' })),
    ...links.slice(0, MAX_EDGES).map((row): ServiceEdge => ({
      ...edgeOf(row),
      kind: 'link',
      ...(row.relation !== '' && { relation: cutText(row.relation) }),
      gap: { p50: row.gaps[0], p95: row.gaps[1] },
    })),
  ];
  const rows = [...nodes, ...calls, ...links];
  return {
    services: [...services, ...servicesOutside(services, edges)],
    edges,
    since,
    by,
    oneOf,
    ...completeness([
      (nodes.length > MAX_SERVICES || calls.length > MAX_EDGES || links.length > MAX_EDGES) && 'rows',
      (hasCutText(rows) || rows.some(hasLongText)) && 'text',
    ]),
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
