/** A bound on the time that a call is held. */
import { ExportError } from './export-error.js';

/**
 * Returns the result of a promise. If it takes too long, the promise goes on, and its result is dropped.
 *
 * @param what says what has not happened, such as `The spans were not stored`
 * @throws an {@link ExportError} if the promise takes too long
 */
export async function withTimeout<T>(promise: Promise<T>, milliseconds: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    const error = new ExportError('unavailable', `${what} after ${milliseconds / 1000} seconds. Send it again.`);
    timer = setTimeout(() => reject(error), milliseconds);
  });
  return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}
