/** Values that may be there at once. */

/** A value, or a promise of it. */
export type MaybePromise<T> = Promise<T> | T;

/**
 * Goes on with a value: at once if it is there, as with a ledger in memory, whose calls take less time than a promise.
 *
 * @returns The result of `next`, or a promise of it.
 */
export function whenReady<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
