/** Selects the attempts before a new one that its ledger returns. */
import type { Attempt, Opened, Opening } from '../../../lib/ledger/ledger.js';

/** The most attempts of the same stage and item that are returned. */
export const EARLIER_LIMIT = 100;

/**
 * Selects the attempts that an opening asks for.
 *
 * @param attempts Attempts of its run, in any order. They need not be all: the first and the last of the run, those of
 *   its stage and item, and the last ones at each item of the wanted stages are enough.
 */
export function selectPriorAttempts(
  opening: Opening,
  attempts: readonly Attempt[],
): Omit<Opened, 'attempt' | 'origin' | 'continued'> {
  const known = attempts
    .filter(({ traceparent }) => traceparent !== undefined)
    .sort((one, other) => one.sequence - other.sequence);
  const own = known.filter(({ stage, item }) => stage === opening.stage && item === opening.item);
  const done = own.findLast(({ status }) => status === 'completed')?.attempt ?? 0;
  const lastUndone = own.findLast(({ status }) => status === 'failed' || status === 'suspended');
  const isOpen = (attempt: Attempt): boolean =>
    attempt.attempt > done && (attempt === lastUndone || attempt.status === 'running');
  const earlier = own.filter(isOpen).slice(-EARLIER_LIMIT);
  const others = new Map<string, Attempt>();
  for (const attempt of known) {
    if (!opening.stages.includes(attempt.stage)) continue;
    const key = JSON.stringify([attempt.stage, attempt.item]);
    // deleted first, as a map keeps a key where it was added first
    others.delete(key);
    others.set(key, attempt);
  }
  return { first: known[0], last: known.at(-1), earlier, others: [...others.values()] };
}
