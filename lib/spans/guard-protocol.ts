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
  /** A token for each of them: arguments are searched for guards only while there are any. */
  readonly tokens: Set<object>;
  /** Tells guards by what they are, as a value that is asked (a proxy of something remote) may do anything. */
  readonly offers: WeakMap<object, Offer>;
}

interface Offer {
  readonly protocol: GuardProtocol;
  readonly token: object;
}

/** The guards that nobody has adopted yet, of all copies of the package. */
export const pendingGuards = /* @__PURE__ */ registered('pending-guards', (): PendingGuards => ({
  tokens: new Set(),
  offers: new WeakMap(),
}));

let collected: FinalizationRegistry<object> | undefined;

/** Offers a guard to the calls that get it among their arguments, until it is withdrawn or collected. */
export function offer(guard: object, protocol: GuardProtocol): void {
  const { tokens, offers } = pendingGuards();
  const token = {};
  tokens.add(token);
  offers.set(guard, { protocol, token });
  // it may be called when a test's environment is gone, and so reaches for no global
  collected ??= new FinalizationRegistry((left) => void tokens.delete(left));
  collected.register(guard, token, guard);
}

/** Withdraws a guard that was offered. */
export function withdraw(guard: object): void {
  const { tokens, offers } = pendingGuards();
  const offered = offers.get(guard);
  if (offered === undefined) return;
  offers.delete(guard);
  tokens.delete(offered.token);
  collected?.unregister(guard);
}
