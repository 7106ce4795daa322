/** Follows the stories of kept traces, and keeps all traces of them. */
import type { IndexCache } from '../query/index/index-cache.js';
import type { KeptRow } from '../store/keep-schema.js';
import { addTo } from './decision-counts.js';
import type { DecisionCounts } from './decision-counts.js';
import { followStory, followStoryInMemory } from './follow/follow-story.js';
import type { FollowedStory } from './follow/follow-story.js';
import { readStories, toKeptRow } from './held/kept-traces.js';
import type { KeptTrace } from './held/kept-traces.js';
import type { KeepContext } from './keep-context.js';
import { createStoryCache } from './story-cache.js';

export interface KeptStory extends FollowedStory {
  readonly seed: KeptTrace;
}

/** Follows stories at once. */
export const followStories = (
  context: KeepContext,
  cache: IndexCache,
  seeds: readonly KeptTrace[],
): Promise<KeptStory[]> =>
  Promise.all(seeds.map(async (seed) => ({ seed, ...(await followOne(context, cache, seed.traceId)) })));

/** Follows a story: in memory, or else in the store; with a cache of its own, if the shared one is full. */
export async function followOne(
  { store, rules, recent }: KeepContext,
  cache: IndexCache,
  seed: string,
): Promise<FollowedStory> {
  const inMemory = followStoryInMemory(recent, seed, rules.follow);
  if (inMemory) return inMemory;
  const story = await followStory(cache, seed, rules.follow);
  return story.isCut && cache.reader.isFull ? followStory(createStoryCache(store), seed, rules.follow) : story;
}

/** Keeps the traces of stories that are not kept yet for their seeds: all in one insert, as each takes its time. */
export async function keepStories(
  { tables, growing, keptIds, nextPlace, now }: KeepContext,
  counts: DecisionCounts,
  stories: readonly KeptStory[],
): Promise<void> {
  const traces = new Set(stories.flatMap(({ members }) => members.map(({ traceId }) => traceId)));
  const knownTraces = [...traces].filter((trace) => keptIds.mightHave(trace));
  const known = new Set((await readStories(tables, knownTraces)).map(({ traceId, seed }) => `${traceId} ${seed}`));
  const decided = now();
  const rows: KeptRow[] = [];
  for (const { seed, members } of stories) {
    growing.note(seed.traceId, members.length, decided);
    for (const member of members) {
      if (known.has(`${member.traceId} ${seed.traceId}`)) continue;
      const trace =
        member.role === 'seed' ? seed : { ...member, seed: seed.traceId, policies: [], threshold: '', randomness: '' };
      rows.push(toKeptRow(trace, nextPlace(), decided));
      keptIds.add(member.traceId, decided);
    }
  }
  await tables.insert('kept', rows);
  for (const { seed, isCut } of stories) if (isCut && growing.noteCut(seed.traceId)) counts.cut += 1;
  for (const { Role } of rows) if (Role !== 'seed') addTo(counts.byRole, String(Role));
}
