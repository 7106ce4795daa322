/** Forwards kept traces in their order, each fragment once: what was sent is on disk before the next request goes. */
import type { KeepTables } from '../store/keep-tables.js';
import { forwardedTraceState } from './decide/forwarded-threshold.js';
import { joinFragments } from './fragments/fragments.js';
import { rewriteTraceStates } from './fragments/rewrite-trace-states.js';
import type { Forwarder, ForwardOutcome } from './forward/forwarder.js';
import type { PlaceRange } from './held/forwarded-places.js';
import { readRequests, readUnsent } from './held/held-fragments.js';
import type { UnsentFragment } from './held/held-fragments.js';
import { readPlaced, readStories } from './held/kept-traces.js';
import type { KeptTrace } from './held/kept-traces.js';
import type { KeepRules } from './rules/keep-rules.js';

/** The traces that are read at once. */
const PAGE = 1000;
/** What receivers take by default. */
const MAX_REQUEST = 4 * 1024 * 1024;

/**
 * Forwards the next traces in a range of places.
 *
 * @returns the place of the last of them; undefined if there are none, or if the forwarder stops
 */
export async function forwardKept(
  tables: KeepTables,
  forwarder: Pick<Forwarder, 'send'>,
  rules: Pick<KeepRules, 'hold' | 'usesTraceState'>,
  range: PlaceRange,
  now: () => number,
): Promise<bigint | undefined> {
  const page = await readPlaced(tables, range, PAGE);
  const last = page.at(-1);
  if (last === undefined) return undefined;
  const order = new Map<string, number>();
  for (const { traceId } of page) if (!order.has(traceId)) order.set(traceId, order.size);
  const traces = [...order.keys()];
  const unsent = await readUnsent(tables, traces);
  unsent.sort(
    (a, b) => (order.get(a.traceId) ?? 0) - (order.get(b.traceId) ?? 0) || (BigInt(a.id) < BigInt(b.id) ? -1 : 1),
  );
  const stories = rules.usesTraceState ? await readStories(tables, traces) : [];
  for (const batch of batchesOf(unsent)) {
    const requests = await readRequests(tables, batch);
    const parts = batch.flatMap(({ traceId, id, spans }) => {
      const request = requests.get(id);
      // deleted meanwhile, as it is held no longer
      if (request === undefined) return [];
      return [{ spans, request: rules.usesTraceState ? rewriteThresholds(request, traceId, stories) : request }];
    });
    const until = Math.min(...batch.map(({ received }) => received)) + rules.hold;
    let outcome: ForwardOutcome = 'accepted';
    for (const part of joinFragments(parts, MAX_REQUEST)) {
      const ofPart = await forwarder.send({ ...part, until });
      if (ofPart === 'stopped') return undefined;
      if (ofPart !== 'accepted') outcome = ofPart;
    }
    const sent = now();
    await tables.insert(
      'sent',
      batch.map(({ traceId, id }) => ({ Trace: traceId, Id: BigInt(id), Outcome: outcome, Sent: sent })),
    );
  }
  return last.place;
}

/** Splits fragments, in their order, into requests that a receiver takes; one that is too large is alone. */
function batchesOf(fragments: readonly UnsentFragment[]): UnsentFragment[][] {
  const batches: UnsentFragment[][] = [];
  let bytes = Infinity;
  for (const fragment of fragments) {
    bytes += fragment.bytes;
    if (bytes > MAX_REQUEST) {
      batches.push([]);
      bytes = fragment.bytes;
    }
    batches.at(-1)?.push(fragment);
  }
  return batches;
}

/** Writes the threshold that holds if probability alone kept a trace, for all stories that it is part of. */
function rewriteThresholds(request: Buffer, traceId: string, stories: readonly KeptTrace[]): Buffer {
  const reasons = stories.filter((story) => story.traceId === traceId);
  const [seed] = reasons.filter(({ role }) => role === 'seed');
  const isByProbability = reasons.length === 1 && seed !== undefined && seed.threshold !== '';
  const keptBy = {
    ...(isByProbability && { threshold: seed.threshold }),
    ...(seed && seed.randomness !== '' && { randomness: seed.randomness }),
  };
  return rewriteTraceStates(request, (traceState) => forwardedTraceState(traceState, traceId, keptBy));
}
