/** Work that needs a set-up, which is done once, and again after a failure. */
import { type MaybePromise, whenReady } from '../../../../lib/ledger/maybe-promise.js';

/** Runs work once the set-up is done. Answers at once, and throws, where both the set-up and the work do. */
export type RunWhenReady = <T>(work: () => MaybePromise<T>) => MaybePromise<T>;

/**
 * Returns a function that runs work after the set-up: the first call starts it, and calls meanwhile wait for it. After
 * a failure of the set-up or of any work, the next call does the set-up again, as the tables may be gone.
 *
 * @param setUp Does nothing where all is there; it may run several times.
 */
export function onceReady(setUp: () => MaybePromise<unknown>): RunWhenReady {
  /** A promise while the set-up runs; `undefined` once it is done. */
  let ready: MaybePromise<unknown> | false = false;
  const reset = (): void => void (ready = false);
  return (work) => {
    try {
      if (ready === false) ready = whenReady(setUp(), () => (ready = undefined));
      const result = whenReady(ready, work);
      if (result instanceof Promise) result.catch(reset);
      return result;
    } catch (error) {
      reset();
      throw error;
    }
  };
}
