/** Retries work that fails. */
import { TIMED_OUT, withTimeout } from '../../../lib/global/with-timeout.js';

/** Milliseconds: the first and the longest delay between two tries, and the time after which there are no more. */
const FIRST_DELAY = 50;
const LONGEST_DELAY = 2_000;
const GIVE_UP_AFTER = 60_000;

/** Options of `retry`. */
export interface RetryOptions<T> {
  /** A try that is under way already. */
  readonly first?: PromiseLike<T> | undefined;
  /** Called before each try; `true` ends the tries. */
  readonly isStopped: () => boolean;
  /** Called with each error. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Does the work until it succeeds, with growing delays, for a minute.
 *
 * @returns The result of the work; rejects with the last error once there are no more tries.
 */
export async function retry<T>(
  work: () => PromiseLike<T> | T,
  { first, isStopped, onFailure }: RetryOptions<T>,
): Promise<T> {
  const end = performance.now() + GIVE_UP_AFTER;
  let reason: unknown = new Error('the work was stopped');
  let current = first;
  for (let pause = FIRST_DELAY; !isStopped(); pause = Math.min(2 * pause, LONGEST_DELAY)) {
    try {
      const result = await withTimeout(current ?? work(), { milliseconds: end - performance.now() });
      if (result !== TIMED_OUT) return result;
      reason = new Error('it took too long');
    } catch (error) {
      reason = error;
      onFailure(error);
    }
    current = undefined;
    if (performance.now() + pause >= end) throw reason as Error;
    await sleep(pause);
  }
  throw reason as Error;
}

/** Waits as long as between the first two tries. */
export function firstDelay(): Promise<void> {
  return sleep(FIRST_DELAY);
}

/** Keeps no process alive, so that unfinished writes do not either. */
function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds).unref());
}
