/** Promises that the application's code gave where nothing waits. */
import { types } from 'node:util';

/** Returns the value. If that is a promise, its rejection is nobody's, and does not end the process. */
export function ignoreRejection<T>(value: T): T {
  if (types.isPromise(value)) Promise.prototype.then.call(value, undefined, () => undefined);
  return value;
}
