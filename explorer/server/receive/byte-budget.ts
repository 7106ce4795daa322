/** A bound on the bytes that all requests hold at once. */
import { ExportError } from './export-error.js';

export class ByteBudget {
  readonly #limit: number;
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Reserves bytes, to be released later; returns false if there is no room for them. */
  reserve(bytes: number): boolean {
    if (this.#used + bytes > this.#limit) return false;
    this.#used += bytes;
    return true;
  }

  /** Reserves bytes. Throws an {@link ExportError} if there is no room for them. */
  take(bytes: number): void {
    if (!this.reserve(bytes))
      throw new ExportError(
        'tooManyRequests',
        'The explorer holds as much as it may until it is stored. Send this again.',
      );
  }

  release(bytes: number): void {
    this.#used -= bytes;
  }

  get used(): number {
    return this.#used;
  }
}
