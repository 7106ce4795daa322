/** Tokens and cost of spans: an agent tells of all calls of models that it made, and these tell of theirs. */
import type { SpanRef, SpanSummary } from '../../../api/answers.js';
import type { Usage } from '../../../api/conversation-answers.js';
import type { StoreReader } from '../../store/store-reader.js';
import { latestForms } from '../../store/tables.js';
import { inBatches } from '../index/id-batches.js';
import { SpanForest } from '../index/span-forest.js';
import { readSpansOfTraces, spanKey } from '../index/span-rows.js';

/** The spans with tokens that are read. */
const MAX_SPANS = 50_000;

/** The names of attributes, those of conventions before 1.28 among them. */
const INPUT = ['gen_ai.usage.input_tokens', 'gen_ai.usage.prompt_tokens'];
const OUTPUT = ['gen_ai.usage.output_tokens', 'gen_ai.usage.completion_tokens'];
const COST = ['gen_ai.usage.cost'];

/** Returns SQL for a number of attributes; 0 for what is none, or less. */
const numberOf = (names: readonly string[]): string =>
  `arrayMax(arrayMap(value -> greatest(ifNotFinite(toFloat64OrZero(value), 0), 0), [${names
    .map((name) => `SpanAttributes['${name}']`)
    .join(', ')}]))`;

/** SQL columns of a {@link UsageRow} in `tables.traces`. */
export const USAGE_COLUMNS = `${numberOf(INPUT)} AS inputTokens, ${numberOf(OUTPUT)} AS outputTokens,
  ${numberOf(COST)} AS cost`;

/** The numbers of a span; 0 where it has none. */
export interface UsageRow {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cost: number;
}

/** Returns what a span tells; undefined if it tells nothing. */
export const toUsage = ({ inputTokens, outputTokens, cost }: UsageRow): Usage | undefined =>
  inputTokens + outputTokens + cost === 0 ? undefined : { inputTokens, outputTokens, ...(cost > 0 && { cost }) };

type SpanUsage = UsageRow & SpanRef;

const HAS_USAGE = [...INPUT, ...OUTPUT, ...COST].map((name) => `mapContains(SpanAttributes, '${name}')`).join(' OR ');

/** What spans of traces tell together. */
export interface TraceUsage {
  readonly total: UsageRow;
  /** The spans that tell of tokens or cost. */
  readonly spans: number;
  /** True if there are more spans than are read. */
  readonly isCut: boolean;
}

/** Sums what the spans of traces tell of tokens and cost. */
export async function usageOfTraces(reader: StoreReader, traces: readonly string[]): Promise<TraceUsage> {
  let sum: TraceUsage = { total: NOTHING, spans: 0, isCut: false };
  for (const batch of inBatches(traces)) {
    const { spans, incompleteTraces } = await readSpansOfTraces(reader, batch);
    const { rows, isCut } = await readUsage(reader, spans);
    const forest = new SpanForest();
    forest.add(spans);
    sum = {
      total: add(sum.total, sumUsage(rows, forest)),
      spans: sum.spans + rows.length,
      isCut: sum.isCut || isCut || incompleteTraces.size > 0,
    };
  }
  return sum;
}

async function readUsage(
  reader: StoreReader,
  spans: readonly SpanSummary[],
): Promise<{ readonly rows: SpanUsage[]; readonly isCut: boolean }> {
  if (spans.length === 0) return { rows: [], isCut: false };
  const starts = spans.map(({ start }) => start);
  // the table is not sorted by trace
  const rows = await reader.manyRows<SpanUsage>(
    `SELECT TraceId AS traceId, SpanId AS spanId, ${USAGE_COLUMNS} FROM ${reader.tables.traces}
WHERE Timestamp >= fromUnixTimestamp64Micro({start:Int64}) AND Timestamp < fromUnixTimestamp64Micro({end:Int64})
  AND TraceId IN {traces:Array(String)} AND (${HAS_USAGE})
${latestForms(reader.received)} LIMIT ${MAX_SPANS + 1}`,
    {
      traces: [...new Set(spans.map(({ traceId }) => traceId))],
      start: starts.reduce((least, start) => Math.min(least, start), Infinity),
      end: starts.reduce((most, start) => Math.max(most, start), 0) + 1,
    },
  );
  return { rows: rows.slice(0, MAX_SPANS), isCut: rows.length > MAX_SPANS };
}

/**
 * Sums what spans tell. A span within which others tell of numbers counts by its own or by the sum of theirs, whichever
 * is more: it may tell of them all, or of its own part, and some of them may be missing.
 */
export function sumUsage(rows: readonly SpanUsage[], forest: SpanForest): UsageRow {
  const byKey = new Map(rows.map((row) => [spanKey(row), row]));
  const callerOf = nearestCallers(byKey, forest);
  const roots = [...byKey.keys()].filter((key) => callerOf.get(key) === undefined);
  const within = new Map<string, string[]>();
  for (const [key, caller] of callerOf) if (caller !== undefined) push(within, caller, key);
  // callers before what they call; spans that call each other in a circle are not among them
  const order = new Set(roots);
  for (const key of order) for (const called of within.get(key) ?? []) order.add(called);
  const totals = new Map<string, UsageRow>(byKey);
  for (const key of [...order].reverse()) {
    const calls = (within.get(key) ?? []).flatMap((called) => totals.get(called) ?? []);
    totals.set(key, combine(totals.get(key) ?? NOTHING, calls.reduce(add, NOTHING), Math.max));
  }
  const circular = [...byKey.keys()].filter((key) => !order.has(key));
  return [...roots, ...circular].flatMap((key) => totals.get(key) ?? []).reduce(add, NOTHING);
}

/** Returns, for each span that tells of numbers, the nearest caller that does. */
function nearestCallers(told: ReadonlyMap<string, SpanRef>, forest: SpanForest): Map<string, string | undefined> {
  // of a span, the nearest at or above it: looked for once, as calls may be nested deeply
  const nearest = new Map<string, string | undefined>();
  const findNearest = (traceId: string, from: string | undefined): string | undefined => {
    const path: string[] = [];
    let found: string | undefined;
    for (let spanId = from; spanId !== undefined; spanId = forest.get(traceId, spanId)?.parentSpanId) {
      const key = spanKey({ traceId, spanId });
      if (told.has(key)) found = key;
      else if (nearest.has(key)) found = nearest.get(key);
      else {
        path.push(key);
        // ends a circle
        nearest.set(key, undefined);
        continue;
      }
      break;
    }
    for (const key of path) nearest.set(key, found);
    return found;
  };
  return new Map(
    Array.from(told, ([key, { traceId, spanId }]) => [
      key,
      findNearest(traceId, forest.get(traceId, spanId)?.parentSpanId),
    ]),
  );
}

function push(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

const NOTHING: UsageRow = { inputTokens: 0, outputTokens: 0, cost: 0 };

const combine = (a: UsageRow, b: UsageRow, by: (a: number, b: number) => number): UsageRow => ({
  inputTokens: by(a.inputTokens, b.inputTokens),
  outputTokens: by(a.outputTokens, b.outputTokens),
  cost: by(a.cost, b.cost),
});
const add = (a: UsageRow, b: UsageRow): UsageRow => combine(a, b, (one, other) => one + other);
