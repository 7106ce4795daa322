/** A bounded wait. */
import { nextTurn } from './real-time.js';
import { Timer, type TimerOptions } from './timer.js';

/** Stands for a value that did not come in time. */
export const TIMED_OUT: unique symbol = Symbol('timed out');

/** The bound of a wait. */
export interface TimeoutOptions extends TimerOptions {
  readonly milliseconds: number;
}

/**
 * Waits for a value for a bounded time. What was waited for goes on, and a later rejection of it is taken care of.
 *
 * @returns The value, or `TIMED_OUT`; rejects as the promise does.
 */
export async function withTimeout<T>(
  value: PromiseLike<T> | T,
  { milliseconds, ...options }: TimeoutOptions,
): Promise<T | typeof TIMED_OUT> {
  let timer: Timer | undefined;
  const timeout = new Promise<typeof TIMED_OUT>((resolve) => {
    // a value that came while the event loop was blocked has not been looked at
    timer = new Timer(() => void nextTurn().then(() => resolve(TIMED_OUT)), milliseconds, options);
  });
  try {
    return await Promise.race([value, timeout]);
  } finally {
    timer?.stop();
  }
}
