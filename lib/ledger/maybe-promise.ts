/** A value that is there, or will be. */

/** A value, at once or later. */
export type MaybePromise<T> = Promise<T> | T;

/** Goes on with the value: at once where it is there, as with a ledger in memory, which each promise would cost more than. */
export function whenReady<T, R>(value: MaybePromise<T>, next: (value: T) => MaybePromise<R>): MaybePromise<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
