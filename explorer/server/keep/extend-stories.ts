/** Extends stories that are kept: by spans that come later, and by traces that they lead to. */
import type { Arrivals } from './arrivals.js';
import type { DecisionCounts } from './decision-counts.js';
import type { KeepContext } from './keep-context.js';
import { isSeed, readStories, toKeptRow } from './held/kept-traces.js';
import type { KeptTrace } from './held/kept-traces.js';
import { inBatches } from './held/sql.js';
import { followStories, keepStories } from './keep-stories.js';
import { createStoryCache } from './story-cache.js';

const BATCH = 1000;

/**
 * Keeps what belongs to kept stories, and has the spans forwarded that came for traces of theirs.
 *
 * @returns what is left for later, as its stories rest
 */
export async function extendStories(
  context: KeepContext,
  arrivals: Arrivals,
  counts: DecisionCounts,
): Promise<ReadonlySet<string>> {
  const touched = [...new Set([...arrivals.traces, ...arrivals.linked])].filter((trace) =>
    context.keptIds.mightHave(trace),
  );
  const left = new Set<string>();
  for (let start = 0; start < touched.length; start += BATCH) {
    const stories = await readStories(context.tables, touched.slice(start, start + BATCH));
    if (stories.length === 0) continue;
    counts.late += await placeLate(
      context,
      stories.filter(({ traceId }) => arrivals.traces.has(traceId)),
    );
    for (const { traceId } of await extend(context, stories, counts)) left.add(traceId);
  }
  return left;
}

/**
 * Gives traces that are in their place already a later one, for the spans that were not forwarded with them.
 *
 * @returns the number of them
 */
async function placeLate({ tables, nextPlace, now }: KeepContext, stories: readonly KeptTrace[]): Promise<number> {
  const late = new Map(stories.map((row) => [row.traceId, row]));
  await tables.insert(
    'kept',
    Array.from(late.values(), (row) => toKeptRow(row, nextPlace(), now())),
  );
  return late.size;
}

/** Returns the traces whose stories rest. */
async function extend(
  context: KeepContext,
  stories: readonly KeptTrace[],
  counts: DecisionCounts,
): Promise<KeptTrace[]> {
  const { tables, growing, now } = context;
  const resting = stories.filter(({ seed }) => growing.rests(seed, now()));
  const seeds = new Set(stories.filter(({ seed }) => !growing.rests(seed, now())).map(({ seed }) => seed));
  const seedRows = (await readStories(tables, [...seeds])).filter((trace) => isSeed(trace) && seeds.has(trace.traceId));
  const followed = await inBatches(seedRows, (batch) => followStories(context, createStoryCache(context.store), batch));
  if (followed.length > 0) await keepStories(context, counts, followed);
  return resting;
}
