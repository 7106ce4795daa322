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

/** The guards that nobody has adopted yet. */
export interface PendingGuards {
  /** Arguments are searched for guards only while there are any. */
  count: number;
  /** Tells guards by what they are, as a value that is asked (a proxy of something remote) may do anything. */
  readonly protocols: WeakMap<object, GuardProtocol>;
}

/** The guards that nobody has adopted yet, of all copies of the package. */
export const pendingGuards = /* @__PURE__ */ registered('pending-guards', (): PendingGuards => ({
  count: 0,
  protocols: new WeakMap(),
}));

let collected: FinalizationRegistry<undefined> | undefined;

/** Offers a guard to the calls that get it among their arguments, until it is withdrawn or collected. */
export function offer(guard: object, protocol: GuardProtocol): void {
  const pending = pendingGuards();
  pending.count++;
  pending.protocols.set(guard, protocol);
  collected ??= new FinalizationRegistry(() => void pendingGuards().count--);
  collected.register(guard, undefined, guard);
}

/** Withdraws a guard that was offered. */
export function withdraw(guard: object): void {
  const pending = pendingGuards();
  if (!pending.protocols.delete(guard)) return;
  pending.count--;
  collected?.unregister(guard);
}
