/** Traces as lanes: what is known of them without their spans, however many those are. */
import type { SpanSummary, TraceSummary } from '../../../api/answers.js';
import type { Ask } from '../../store/store-reader.js';
import { pieces } from './id-batches.js';
import { CAUSES, EFFECTS } from './link-rows.js';
import { Seen } from './index-cache.js';

interface TraceColumns extends Omit<TraceSummary, 'rootSpanId' | 'linksOut' | 'linksIn'> {
  /** Empty where the root was not received. */
  readonly root: string;
}

const MOST_SERVICES = 100;

interface LinkCounts {
  readonly traceId: string;
  readonly entry: 'cause' | 'effect';
  readonly links: number;
  /** Links whose other end is in none of the traces that were asked about. */
  readonly leading: number;
}

/** A trace, and whether links lead from it to traces that are not among those asked about. */
export interface Summary extends TraceSummary {
  readonly leadsOn: boolean;
}

/** What is known of some traces, by their id, from what was read already; nothing where that is not all of them. */
export function summariesFrom(seen: Seen, traces: readonly string[]): Map<string, Summary> | undefined {
  const found = new Map<string, Summary>();
  const shown = new Set(traces);
  for (const traceId of traces) {
    const [out, into] = [seen.linksOf(CAUSES, traceId), seen.linksOf(EFFECTS, traceId)];
    if (out === undefined || into === undefined || seen.partial.has(traceId)) return undefined;
    const spans = [...seen.forest.spansOf(traceId)];
    const first = spans.reduce<SpanSummary | undefined>(
      (best, each) => (best === undefined || isBefore(each, best) ? each : best),
      undefined,
    );
    if (first === undefined) continue;
    const start = spans.reduce((least, span) => Math.min(least, span.start), first.start);
    found.set(traceId, {
      traceId,
      ...(first.parentSpanId === undefined && { rootSpanId: first.spanId }),
      name: first.name,
      service: first.service,
      services: [...new Set(spans.map(({ service }) => service))].sort().slice(0, MOST_SERVICES),
      start,
      duration: spans.reduce((end, span) => Math.max(end, span.start + span.duration), start) - start,
      spans: spans.length,
      errors: spans.filter(({ status }) => status === 'error').length,
      linksOut: out.length,
      linksIn: into.length,
      leadsOn:
        out.some(({ cause }) => !shown.has(cause.traceId)) || into.some(({ effect }) => !shown.has(effect.traceId)),
    });
  }
  return found;
}

// roots come before all others
const isBefore = (a: SpanSummary, b: SpanSummary): boolean => {
  const [aRoot, bRoot] = [a.parentSpanId === undefined, b.parentSpanId === undefined];
  if (aRoot !== bRoot) return aRoot;
  return a.start === b.start ? a.spanId < b.spanId : a.start < b.start;
};

/** What is known of some traces, by their id; of those that were never received, nothing. */
export async function summarize(
  ask: Ask,
  traces: readonly string[],
  seen: Seen = new Seen(),
): Promise<Map<string, Summary>> {
  await seen.readAll(ask, traces);
  return summariesFrom(seen, traces) ?? countTraces(ask, traces);
}

/** The same, by counting. */
export async function countTraces(ask: Ask, traces: readonly string[]): Promise<Map<string, Summary>> {
  const found = new Map<string, Summary>();
  for (const ids of pieces(traces)) {
    const from = `FROM ${ask.tables.index} WHERE TraceId IN {ids:Array(String)}`;
    const [rows, counts] = await Promise.all([
      ask.rows<TraceColumns>(
        // roots come before all others
        `SELECT TraceId AS traceId, argMin(if(isRoot, SpanId, ''), (NOT isRoot, Timestamp, SpanId)) AS root,
  argMin(SpanName, (NOT isRoot, Timestamp, SpanId)) AS name, argMin(ServiceName, (NOT isRoot, Timestamp, SpanId)) AS service,
  arraySort(groupUniqArray(${MOST_SERVICES})(ServiceName)) AS services, toUnixTimestamp64Micro(min(Timestamp)) AS start,
  intDiv(max(toUnixTimestamp64Nano(Timestamp) + toInt64(Duration)) - min(toUnixTimestamp64Nano(Timestamp)), 1000) AS duration,
  uniqExact(SpanId) AS spans, uniqExactIf(SpanId, StatusCode = 'Error') AS errors
FROM (SELECT *, NOT match(ParentSpanId, '[^0]') AS isRoot ${from} AND Entry = 'span')
GROUP BY TraceId`,
        { ids },
      ),
      ask.rows<LinkCounts>(
        `SELECT TraceId AS traceId, Entry AS entry, uniqExact(SpanId, OtherTraceId, OtherSpanId, Position) AS links, countIf(OtherTraceId NOT IN {ids:Array(String)}) AS leading
${from} AND Entry IN ('cause', 'effect') GROUP BY TraceId, Entry`,
        { ids },
      ),
    ]);
    for (const { root, ...row } of rows) {
      const ofTrace = counts.filter(({ traceId }) => traceId === row.traceId);
      found.set(row.traceId, {
        ...row,
        ...(root !== '' && { rootSpanId: root }),
        linksOut: ofTrace.find(({ entry }) => entry === 'cause')?.links ?? 0,
        linksIn: ofTrace.find(({ entry }) => entry === 'effect')?.links ?? 0,
        leadsOn: ofTrace.some(({ leading }) => leading > 0),
      });
    }
  }
  return found;
}

/** The trace alone. */
export const withoutLeads = ({ leadsOn: _, ...trace }: Summary): TraceSummary => trace;
