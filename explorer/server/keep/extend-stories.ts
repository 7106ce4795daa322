/** Extends stories that are kept: by spans that come later, and by traces that they lead to. */
import { IndexCache } from '../query/index/index-cache.js';
import { createStoreReader } from '../store/store-reader.js';
import { isSeed, keepStory } from './decide-traces.js';
import type { DecisionCounts, KeepContext } from './decide-traces.js';
import { readStories, toKeptRow } from './held/kept-traces.js';
import type { KeptTrace } from './held/kept-traces.js';

/** What has come since the stories were extended last. */
export interface Arrivals {
  /** Traces that spans came of. */
  readonly traces: ReadonlySet<string>;
  /** Traces that links came to. */
  readonly linked: ReadonlySet<string>;
}

const BATCH = 500;

/** Keeps what belongs to kept stories, and has the spans forwarded that came for traces of theirs. */
export async function extendStories(context: KeepContext, arrivals: Arrivals, counts: DecisionCounts): Promise<void> {
  const touched = [...new Set([...arrivals.traces, ...arrivals.linked])];
  for (let start = 0; start < touched.length; start += BATCH) {
    const stories = await readStories(context.tables, touched.slice(start, start + BATCH));
    if (stories.length > 0) await extend(context, arrivals, stories, counts);
  }
}

async function extend(
  context: KeepContext,
  arrivals: Arrivals,
  stories: readonly KeptTrace[],
  counts: DecisionCounts,
): Promise<void> {
  const { tables, store, nextPlace, now } = context;
  const seeds = new Set(stories.map(({ seed }) => seed));
  const seedRows = (await readStories(tables, [...seeds])).filter((trace) => isSeed(trace) && seeds.has(trace.traceId));
  for (const seed of seedRows) await keepStory(context, new IndexCache(createStoreReader(store)), counts, seed);
  // a trace that is in its place already takes a later one, for the spans that were not forwarded with it
  const late = new Map(stories.filter(({ traceId }) => arrivals.traces.has(traceId)).map((row) => [row.traceId, row]));
  await tables.insert(
    'kept',
    Array.from(late.values(), (row) => toKeptRow(row, nextPlace(), now())),
  );
}
