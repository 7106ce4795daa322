/** Codes that open the page once, in place of the token: the arguments of a browser are seen by all users. */
import { randomBytes } from 'node:crypto';
import { isToken } from '../http/token.js';

/** Milliseconds in which a code is valid: a browser may have to start first. */
const VALID_MS = 120_000;

export class Invitations {
  #code: string | undefined;
  #validUntil = 0;

  /** Returns a new code; an earlier one is no longer valid. */
  create(): string {
    this.#code = randomBytes(24).toString('base64url');
    this.#validUntil = Date.now() + VALID_MS;
    return this.#code;
  }

  /** Returns true if the code is valid, which it is no longer afterwards. */
  redeem(code: string): boolean {
    const expected = this.#code;
    if (expected === undefined || Date.now() > this.#validUntil || !isToken(code, expected)) return false;
    this.#code = undefined;
    return true;
  }
}
