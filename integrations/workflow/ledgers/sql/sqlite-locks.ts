/** Locks of other connections to a database of SQLite, which are waited for without blocking the process. */
import { now, wait } from '../../../../lib/global/real-time.js';
import type { MaybePromise } from '../../../../lib/ledger/maybe-promise.js';

/** Milliseconds that a lock is waited for. */
const PATIENCE = 5_000;
const LONGEST_DELAY = 50;

/**
 * Does the work, and again while another connection holds a lock, for 5 seconds.
 *
 * @returns The result, at once where nobody else writes; a promise of it otherwise. Any other error is thrown as it is.
 */
export function retryWhileLocked<T>(work: () => MaybePromise<T>): MaybePromise<T> {
  const retry = (error: unknown): Promise<T> => {
    if (!isLockError(error)) throw error;
    return retryLater(work, error);
  };
  try {
    const result = work();
    return result instanceof Promise ? result.catch(retry) : result;
  } catch (error) {
    return retry(error);
  }
}

/** Returns true for SQLITE_BUSY and SQLITE_LOCKED: `code` of better-sqlite3 and libsql, `errcode` of `node:sqlite`. */
export function isLockError(error: unknown): boolean {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown };
  return (
    /^SQLITE_(BUSY|LOCKED)/.test(String(code)) ||
    (typeof errcode === 'number' && ((errcode & 0xff) === 5 || (errcode & 0xff) === 6))
  );
}

async function retryLater<T>(work: () => MaybePromise<T>, locked: unknown): Promise<T> {
  const end = now() + PATIENCE;
  for (let limit = 2; now() < end; limit = Math.min(2 * limit, LONGEST_DELAY)) {
    await wait(1 + Math.random() * limit);
    try {
      return await work();
    } catch (error) {
      if (!isLockError(error)) throw error;
    }
  }
  throw locked;
}
