/** A bounded wait. */

/** Stands for a value that did not come in time. */
export const TIMED_OUT: unique symbol = Symbol('timed out');

/** The bound of a wait. */
export interface TimeoutOptions {
  readonly milliseconds: number;
  /** Keeps the process alive while it waits; default `false`. */
  readonly keepsAlive?: boolean;
}

/**
 * Waits for a value for a bounded time. What was waited for goes on, and a later rejection of it is taken care of.
 *
 * @returns The value, or `TIMED_OUT`; rejects as the promise does.
 */
export async function withTimeout<T>(
  value: PromiseLike<T> | T,
  { milliseconds, keepsAlive = false }: TimeoutOptions,
): Promise<T | typeof TIMED_OUT> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<typeof TIMED_OUT>((resolve) => {
    timer = setTimeout(resolve, milliseconds, TIMED_OUT);
    if (!keepsAlive) timer.unref();
  });
  try {
    return await Promise.race([value, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
