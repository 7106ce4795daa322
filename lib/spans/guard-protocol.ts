/** The agreement between guards and decorated methods, whichever copy of this package made them. */
import type { Link } from '@opentelemetry/api';
import { registered } from '../global/registry.js';
import type { StartedSpan } from './started-span.js';

/** Under which symbol a guard answers to a decorated method. */
export const GUARD: unique symbol = Symbol.for('spanlink.guard');

/** A decorated method's side of a guard. */
export interface GuardProtocol {
  /** The links that were collected before the start. */
  readonly links: readonly Link[];
  /** Adopts a pending guard. @returns true if nobody else has. */
  claim(): boolean;
  /** Gives the guard its span; `undefined` disables it. */
  start(span: StartedSpan | undefined): void;
}

/** Counts the guards that nobody has adopted yet: arguments are searched for guards only while there are any. */
export const unclaimedGuards = /* @__PURE__ */ registered('unclaimed-guards', () => ({ count: 0 }));
