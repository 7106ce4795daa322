/** What comes after a value that is there, or will be. */

/** A value, at once or later. */
export type Maybe<T> = Promise<T> | T;

/** Goes on at once where the value is there, as with a ledger in memory, which each promise would cost more than. */
export function then<T, R>(value: Maybe<T>, next: (value: T) => Maybe<R>): Maybe<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}
