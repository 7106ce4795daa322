/** Decides on traces that are held, and keeps the stories of those that the policies are for. */
import { setImmediate } from 'node:timers/promises';
import type { IndexCache } from '../query/index/index-cache.js';
import type { KeptRow } from '../store/keep-schema.js';
import { NO_EVIDENCE } from './decide/evidence.js';
import { randomnessOf } from './decide/probability.js';
import { followStory, followStoryInMemory } from './follow/follow-story.js';
import type { FollowedStory } from './follow/follow-story.js';
import type { KeepContext } from './keep-context.js';
import { readStories, toKeptRow } from './held/kept-traces.js';
import type { KeptTrace } from './held/kept-traces.js';
import { evidenceOf, readFirstCauses } from './read-subjects.js';
import { createStoryCache } from './story-cache.js';

/** Counts of decisions. */
export interface DecisionCounts {
  /** Traces by the first policy that kept them, or that dropped them. */
  readonly byPolicy: Map<string, number>;
  /** Traces that were kept because of another one, by their role. */
  readonly byRole: Map<string, number>;
  /** Traces that no policy was for. */
  notKept: number;
  /** Times that spans came for a trace that was kept already. */
  late: number;
  /** Stories of which a bound left something out. */
  cut: number;
}

/** Returns counts of nothing. */
export const newCounts = (): DecisionCounts => ({
  byPolicy: new Map(),
  byRole: new Map(),
  notKept: 0,
  late: 0,
  cut: 0,
});

/** The traces that are decided, and the stories that are followed, before others have their turn. */
const BATCH = 500;

/** Decides on traces whose spans came. One that was kept by a policy stays so. */
export async function decideTraces(
  context: KeepContext,
  traces: readonly string[],
  counts: DecisionCounts,
): Promise<void> {
  const kept: KeptTrace[] = [];
  const decided = newCounts();
  for (let start = 0; start < traces.length; start += BATCH) {
    kept.push(...(await decideBatch(context, traces.slice(start, start + BATCH), decided)));
    // those in memory take no time of the engine
    await setImmediate();
  }
  await keepStories(context, counts, kept);
  // what fails is decided again, and counted then
  counts.notKept += decided.notKept;
  for (const [policy, number] of decided.byPolicy) count(counts.byPolicy, policy, number);
}

/** Returns the traces that a policy keeps. */
async function decideBatch(
  context: KeepContext,
  traces: readonly string[],
  counts: DecisionCounts,
): Promise<KeptTrace[]> {
  const { tables, rules, decider } = context;
  const stories = await readStories(
    tables,
    traces.filter((trace) => context.keptIds.mightHave(trace)),
  );
  const seeds = new Set(stories.filter(isSeed).map(({ traceId }) => traceId));
  const undecided = traces.filter((trace) => !seeds.has(trace));
  const cache = createStoryCache(context.store);
  const evidence = await evidenceOf(context, undecided);
  const causes = await readFirstCauses(context, cache, undecided, evidence);
  const kept: KeptTrace[] = [];
  for (const traceId of undecided) {
    const ofTrace = evidence.get(traceId) ?? NO_EVIDENCE;
    // a link from elsewhere is no trace yet
    if (ofTrace.spans === 0) continue;
    const first = causes.get(traceId) ?? traceId;
    const { randomness, hasThreshold } = evidence.get(first) ?? NO_EVIDENCE;
    const decision = decider.decide({
      evidence: ofTrace,
      story: { traceId: first, randomness, hasThreshold },
      now: context.now(),
    });
    if (!decision.isKept) {
      if (decision.droppedBy === undefined) counts.notKept += 1;
      else count(counts.byPolicy, decision.droppedBy);
      continue;
    }
    count(counts.byPolicy, decision.policies[0] ?? '');
    const usesRandomness = rules.usesTraceState && (randomness !== '' || hasThreshold);
    kept.push({
      traceId,
      seed: traceId,
      role: 'seed',
      hops: 0,
      policies: decision.policies,
      threshold: decision.threshold ?? '',
      randomness: usesRandomness ? randomness || randomnessOf(first) : '',
    });
  }
  return kept;
}

/** Keeps the traces of stories that are not kept yet for their seeds: all in one insert, as each takes its time. */
export async function keepStories(
  context: KeepContext,
  counts: DecisionCounts,
  seeds: readonly KeptTrace[],
): Promise<void> {
  const { tables, growing, keptIds, nextPlace, now } = context;
  const stories: ({ readonly seed: KeptTrace } & FollowedStory)[] = [];
  for (let start = 0; start < seeds.length; start += BATCH) {
    const cache = createStoryCache(context.store);
    const batch = seeds.slice(start, start + BATCH);
    stories.push(
      ...(await Promise.all(batch.map(async (seed) => ({ seed, ...(await followOne(context, cache, seed.traceId)) })))),
    );
  }
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
  for (const { Role } of rows) if (Role !== 'seed') count(counts.byRole, String(Role));
}

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

export const isSeed = ({ traceId, seed }: KeptTrace): boolean => traceId === seed;

const count = (counts: Map<string, number>, key: string, number = 1): void =>
  void counts.set(key, (counts.get(key) ?? 0) + number);
