/** Decides on traces that are held, and keeps the stories of those that the policies are for. */
import { IndexCache } from '../query/index/index-cache.js';
import type { KeepTables, KeptRow } from '../store/keep-tables.js';
import { createStoreReader } from '../store/store-reader.js';
import type { ReadableStore } from '../store/store-reader.js';
import type { Decider } from './decide/decider.js';
import { NO_EVIDENCE } from './decide/evidence.js';
import type { EvidenceByTrace, Observer } from './decide/observer.js';
import { randomnessOf } from './decide/probability.js';
import { firstCause } from './follow/first-cause.js';
import { followStory } from './follow/follow-story.js';
import type { FollowedStory } from './follow/follow-story.js';
import type { GrowingStories } from './follow/growing-stories.js';
import { readEvidence } from './held/held-fragments.js';
import { readStories, toKeptRow } from './held/kept-traces.js';
import type { KeptTrace } from './held/kept-traces.js';
import type { KeepRules } from './rules/keep-rules.js';

export interface KeepContext {
  readonly store: ReadableStore;
  readonly tables: KeepTables;
  readonly rules: KeepRules;
  /** A number made of the rules. */
  readonly rulesNumber: bigint;
  readonly decider: Decider;
  readonly observer: Observer;
  readonly growing: GrowingStories;
  readonly now: () => number;
  /** Returns the place of the next trace in the order of forwarding. */
  readonly nextPlace: () => bigint;
  /** Returns the place that was taken last. */
  readonly lastPlace: () => bigint;
}

/** Counts of decisions. */
export interface DecisionCounts {
  /** Traces by the first policy that kept them, or that dropped them. */
  readonly byPolicy: Map<string, number>;
  /** Traces that were kept because of another one, by their role. */
  readonly byRole: Map<string, number>;
  /** Traces that no policy was for. */
  notKept: number;
  /** Stories of which a bound left something out. */
  cut: number;
}

/** The traces of which the links are read at once. */
const BATCH = 500;

/** Decides on traces whose spans came. One that was kept by a policy stays so. */
export async function decideTraces(
  context: KeepContext,
  traces: readonly string[],
  counts: DecisionCounts,
): Promise<void> {
  for (let start = 0; start < traces.length; start += BATCH)
    await decideBatch(context, traces.slice(start, start + BATCH), counts);
}

async function decideBatch(context: KeepContext, traces: readonly string[], counts: DecisionCounts): Promise<void> {
  const { tables, rules, decider } = context;
  const seeds = new Set((await readStories(tables, traces)).filter(isSeed).map(({ traceId }) => traceId));
  const undecided = traces.filter((trace) => !seeds.has(trace));
  const cache = new IndexCache(createStoreReader(context.store));
  const evidence = await readEvidence(tables, undecided, context.rulesNumber, context.observer);
  const stories = await readFirstCauses(context, cache, undecided, evidence);
  const kept: KeptTrace[] = [];
  for (const traceId of undecided) {
    const ofTrace = evidence.get(traceId) ?? NO_EVIDENCE;
    // a link from elsewhere is no trace yet
    if (ofTrace.spans === 0) continue;
    const first = stories.get(traceId) ?? traceId;
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
  await keepStories(context, cache, counts, kept);
}

/** Keeps the traces of stories that are not kept yet for their seeds: all in one insert, as each takes its time. */
export async function keepStories(
  context: KeepContext,
  cache: IndexCache,
  counts: DecisionCounts,
  seeds: readonly KeptTrace[],
): Promise<void> {
  const { tables, growing, nextPlace, now } = context;
  const stories = await Promise.all(
    seeds.map(async (seed) => ({ seed, ...(await follow(context, cache, seed.traceId)) })),
  );
  const traces = new Set(stories.flatMap(({ members }) => members.map(({ traceId }) => traceId)));
  const known = new Set((await readStories(tables, [...traces])).map(({ traceId, seed }) => `${traceId} ${seed}`));
  const decided = now();
  const rows: KeptRow[] = [];
  for (const { seed, members, isCut } of stories) {
    growing.note(seed.traceId, members.length, decided);
    if (isCut && growing.noteCut(seed.traceId)) counts.cut += 1;
    for (const member of members) {
      if (known.has(`${member.traceId} ${seed.traceId}`)) continue;
      if (member.role !== 'seed') count(counts.byRole, member.role);
      const trace =
        member.role === 'seed' ? seed : { ...member, seed: seed.traceId, policies: [], threshold: '', randomness: '' };
      rows.push(toKeptRow(trace, nextPlace(), decided));
    }
  }
  await tables.insert('kept', rows);
}

/** Follows a story; with a cache of its own, if the shared one is full. */
async function follow({ store, rules }: KeepContext, cache: IndexCache, seed: string): Promise<FollowedStory> {
  const story = await followStory(cache, seed, rules.follow);
  return story.isCut && cache.reader.isFull
    ? followStory(new IndexCache(createStoreReader(store)), seed, rules.follow)
    : story;
}

/** Finds the first causes of traces, if probability decides, and adds the evidence of those that are others. */
async function readFirstCauses(
  { tables, rules, rulesNumber, observer, decider }: KeepContext,
  cache: IndexCache,
  traces: readonly string[],
  evidence: EvidenceByTrace,
): Promise<ReadonlyMap<string, string>> {
  if (!decider.asksForStory) return new Map();
  const causes = new Map(
    await Promise.all(
      traces.map(async (trace): Promise<[string, string]> => [trace, await firstCause(cache, trace, rules.follow)]),
    ),
  );
  if (rules.usesTraceState) {
    const others = [...new Set(causes.values())].filter((trace) => !evidence.has(trace));
    for (const [trace, found] of await readEvidence(tables, others, rulesNumber, observer)) evidence.set(trace, found);
  }
  return causes;
}

export const isSeed = ({ traceId, seed }: KeptTrace): boolean => traceId === seed;

const count = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
