/** Spans as the index holds them, read as summaries. */
import type { Kind, SpanRef, SpanSummary, Status } from '../../../api/answers.js';
import type { Ask } from '../../store/store-reader.js';
import { pieces } from './id-batches.js';

/**
 * A span as SQL gives it: as it is stored, since to plan an expression takes the engine longer than it takes to compute
 * it here.
 */
export interface SpanColumns extends SpanRef {
  readonly parentSpanId: string;
  readonly name: string;
  readonly service: string;
  readonly kind: string;
  readonly status: string;
  /** Microseconds: a number does not hold the nanoseconds. */
  readonly start: number;
  /** Nanoseconds. */
  readonly duration: number;
}

/** What a {@link SpanColumns} says of a span. */
export const FACTS = `ParentSpanId AS parentSpanId, SpanName AS name, ServiceName AS service, SpanKind AS kind, StatusCode AS status,
  toUnixTimestamp64Micro(Timestamp) AS start, Duration AS duration`;

/** The columns of a {@link SpanColumns}, of `tables.index` and of `tables.traces` alike. */
export const SPAN = `TraceId AS traceId, SpanId AS spanId, ${FACTS}`;

const KINDS: readonly Kind[] = ['internal', 'server', 'client', 'producer', 'consumer'];
const STATUSES: readonly Status[] = ['unset', 'ok', 'error'];

export function summaryOf(row: SpanColumns): SpanSummary {
  // exporters before 2024 wrote SPAN_KIND_SERVER and STATUS_CODE_ERROR
  const kind = row.kind.replace('SPAN_KIND_', '').toLowerCase();
  const status = row.status.replace('STATUS_CODE_', '').toLowerCase();
  const hasParent = /[^0]/.test(row.parentSpanId);
  return {
    traceId: row.traceId,
    spanId: row.spanId,
    ...(hasParent && { parentSpanId: row.parentSpanId }),
    name: row.name,
    service: row.service,
    kind: KINDS.find((each) => each === kind) ?? 'internal',
    status: STATUSES.find((each) => each === status) ?? 'unset',
    start: row.start,
    duration: Math.trunc(row.duration / 1000),
  };
}

/** One text for a span. */
export const keyOf = ({ traceId, spanId }: SpanRef): string => `${traceId}-${spanId}`;

/** In the order of their start. */
export const byStart = (a: SpanSummary, b: SpanSummary): number => a.start - b.start || (a.spanId < b.spanId ? -1 : 1);

/** The spans of which the ids are known, by {@link keyOf}. */
export async function readRefs(ask: Ask, refs: readonly SpanRef[]): Promise<Map<string, SpanSummary>> {
  const read = await Promise.all(
    pieces(refs).map((some) =>
      ask.rows<SpanColumns>(
        `SELECT ${SPAN} FROM ${ask.tables.index} WHERE TraceId IN {traces:Array(String)} AND Entry = 'span' AND SpanId IN {spans:Array(String)}`,
        {
          traces: [...new Set(some.map(({ traceId }) => traceId))],
          spans: [...new Set(some.map(({ spanId }) => spanId))],
        },
      ),
    ),
  );
  return new Map(read.flat().map((row) => [keyOf(row), summaryOf(row)]));
}

/** Most spans that are read of many traces at once. */
const MOST = 100_000;

/**
 * The spans of some traces: all of them, maybe twice where they were sent twice; or a fair share of each where they are
 * too many. `first` are the ids of those that are to be among them.
 */
export async function readTraces(
  ask: Ask,
  traces: readonly string[],
  first: readonly string[] = [],
): Promise<{ spans: SpanSummary[]; cut: ReadonlySet<string> }> {
  const from = `FROM ${ask.tables.index} WHERE TraceId IN {traces:Array(String)} AND Entry = 'span'`;
  const few = await ask.rows<SpanColumns>(`SELECT ${SPAN} ${from} LIMIT ${MOST + 1}`, { traces });
  if (few.length <= MOST) return { spans: few.map(summaryOf), cut: new Set() };
  const share = Math.max(Math.floor(MOST / traces.length), 200);
  const rows = await ask.rows<SpanColumns>(
    `SELECT * FROM (SELECT ${SPAN} ${from} LIMIT 1 BY TraceId, SpanId)
ORDER BY traceId, spanId IN {first:Array(String)} DESC, start, spanId LIMIT ${share + 1} BY traceId`,
    { traces, first },
  );
  const counts = new Map<string, number>();
  const spans: SpanSummary[] = [];
  const cut = new Set<string>();
  for (const row of rows) {
    const count = (counts.get(row.traceId) ?? 0) + 1;
    counts.set(row.traceId, count);
    if (count > share) cut.add(row.traceId);
    else spans.push(summaryOf(row));
  }
  return { spans, cut };
}
