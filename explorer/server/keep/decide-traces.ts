/** Decides on traces that are held, and keeps the stories of those that the policies are for. */
import { setImmediate } from 'node:timers/promises';
import type { IndexCache } from '../query/index/index-cache.js';
import { NO_EVIDENCE } from './decide/evidence.js';
import { randomnessOf } from './decide/probability.js';
import { addTo, newCounts } from './decision-counts.js';
import type { DecisionCounts } from './decision-counts.js';
import { isSeed, readStories } from './held/kept-traces.js';
import type { KeptTrace } from './held/kept-traces.js';
import type { KeepContext } from './keep-context.js';
import { followStories, keepStories } from './keep-stories.js';
import type { KeptStory } from './keep-stories.js';
import { evidenceOf, readFirstCauses } from './read-subjects.js';
import { createStoryCache } from './story-cache.js';

/** The traces that are decided before others have their turn. */
const BATCH = 500;

/** Decides on traces whose spans came. One that was kept by a policy stays so. */
export async function decideTraces(
  context: KeepContext,
  traces: readonly string[],
  counts: DecisionCounts,
): Promise<void> {
  const stories: KeptStory[] = [];
  const decided = newCounts();
  for (let start = 0; start < traces.length; start += BATCH) {
    // deciding follows causes, too
    const cache = createStoryCache(context.store);
    const kept = await decideBatch(context, cache, traces.slice(start, start + BATCH), decided);
    stories.push(...(await followStories(context, cache, kept)));
    // those in memory take no time of the engine
    await setImmediate();
  }
  await keepStories(context, counts, stories);
  // what fails is decided again, and counted then
  counts.notKept += decided.notKept;
  for (const [policy, number] of decided.byPolicy) addTo(counts.byPolicy, policy, number);
}

/** Returns the traces that a policy keeps. */
async function decideBatch(
  context: KeepContext,
  cache: IndexCache,
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
      else addTo(counts.byPolicy, decision.droppedBy);
      continue;
    }
    addTo(counts.byPolicy, decision.policies[0] ?? '');
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
