/** Tries rules on what is held: what they would keep of it, and what the same rules would keep without links. */
import type { DryRunAnswer } from '../../api/dry-run.js';
import { QuestionError } from '../../api/parameters.js';
import { FRAGMENTS } from '../store/keep-schema.js';
import type { Store } from '../store/open-store.js';
import { Decider } from './decide/decider.js';
import type { Evidence } from './decide/evidence.js';
import { DryRunTotals } from './dry-run-totals.js';
import { readRecent } from './held/held-fragments.js';
import type { RecentFragment } from './held/held-fragments.js';
import { openContext } from './keep-context.js';
import type { KeepContext } from './keep-context.js';
import { followOne } from './keep-stories.js';
import { evidenceOf, readFirstCauses } from './read-subjects.js';
import type { KeepRules } from './rules/keep-rules.js';
import { createStoryCache } from './story-cache.js';

/** The fragments that are read at once, and the traces that are decided. */
const PAGE = 2000;
/** By default, what is read is in memory up to this: of the rest, links are read from the store. */
const MAX_BYTES = 1024 * 1024 * 1024;

export interface DryRunBounds {
  /** The memory of traces with their links. */
  readonly maxBytes?: number;
  /** The traces that are tried at most; any number by default. */
  readonly maxTraces?: number;
  /** Aborted when nobody waits for the answer. */
  readonly signal?: AbortSignal;
}

/** A trace that is held. */
interface HeldTrace {
  readonly traceId: string;
  /** When its last spans came: rules with a limit count by it. */
  readonly received: number;
}

/**
 * Decides on all that came since a time, as if it were decided now. Changes nothing.
 *
 * @param since milliseconds since 1970
 * @throws an error if nothing was ever held in the store, or a {@link QuestionError} if too many traces came since
 */
export async function dryRun(
  store: Store,
  rules: KeepRules,
  since: number,
  { maxBytes = MAX_BYTES, maxTraces = Infinity, signal }: DryRunBounds = {},
): Promise<DryRunAnswer> {
  if (!(await isHeld(store)))
    throw new Error('Nothing is held in this store. Start the explorer with --keep, and try rules on what came since.');
  const context = await openContext(store, rules, Date.now, { isReadOnly: true, maxRecent: maxBytes });
  // all of them are read now
  context.seenIds.isLoaded = true;
  const traces = await readTraces(context, since, maxTraces, signal);
  const withoutLinks = new Decider(rules);
  const totals = new DryRunTotals(rules.policies.map(({ name }) => name));
  for (let start = 0; start < traces.length; start += PAGE) {
    const batch = traces.slice(start, start + PAGE);
    signal?.throwIfAborted();
    const cache = createStoryCache(store, signal);
    const ids = batch.map(({ traceId }) => traceId);
    const evidence = await evidenceOf(context, ids);
    // found in any case, as stories are counted by them
    const causes = await readFirstCauses({ ...context, decider: ALL_STORIES }, cache, ids, evidence);
    for (const { traceId, received } of batch) {
      const ofTrace = evidence.get(traceId);
      if (ofTrace === undefined || ofTrace.spans === 0) continue;
      const first = causes.get(traceId) ?? traceId;
      totals.addTrace(traceId, first, ofTrace);
      const subject = (story: string) => ({
        evidence: ofTrace,
        story: { traceId: story, ...samplingOf(evidence.get(story)) },
        now: received,
      });
      const decision = context.decider.decide(subject(first));
      if (decision.isKept) {
        const { members } = await followOne(context, cache, traceId);
        totals.keep(traceId, decision.policies[0] ?? '', members);
      }
      if (withoutLinks.decide(subject(traceId)).isKept) totals.keepWithoutLinks(traceId);
    }
  }
  return totals.answer();
}

async function isHeld({ query }: Pick<Store, 'query'>): Promise<boolean> {
  const [row] = await query<{ tables: number }>(
    `SELECT count() AS tables FROM system.tables WHERE database = currentDatabase() AND name = '${FRAGMENTS.table}'`,
  );
  return (row?.tables ?? 0) > 0;
}

const ALL_STORIES = { asksForStory: true } as Decider;

const samplingOf = (evidence: Evidence | undefined): { randomness: string; hasThreshold: boolean } => ({
  randomness: evidence?.randomness ?? '',
  hasThreshold: evidence?.hasThreshold ?? false,
});

/** Reads all fragments since a time into memory, and returns their traces in the order in which they were complete. */
async function readTraces(
  { tables, observer, recent, now }: KeepContext,
  since: number,
  maxTraces: number,
  signal: AbortSignal | undefined,
): Promise<HeldTrace[]> {
  const received = new Map<string, number>();
  let after: RecentFragment | undefined;
  do {
    signal?.throwIfAborted();
    const page = await readRecent(tables, { since }, after, PAGE);
    for (const { traceId, received: time, request } of page) {
      const evidence = new Map();
      const spans = observer.observe(traceId, request, evidence);
      if (request.length === 0) continue;
      recent.add(traceId, spans, evidence, now());
      received.set(traceId, Math.max(received.get(traceId) ?? 0, time));
    }
    if (received.size > maxTraces)
      throw new QuestionError(
        `More than ${maxTraces} traces came since, and a running explorer tries rules on so many at once. ` +
          'Ask for a shorter time, or use "spanlink-explorer keep --dry-run".',
      );
    after = page.at(-1);
  } while (after !== undefined);
  return Array.from(received, ([traceId, time]) => ({ traceId, received: time })).sort(
    (a, b) => a.received - b.received,
  );
}
