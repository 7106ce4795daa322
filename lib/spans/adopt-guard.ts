/** Adopts a guard that the application passed to a decorated method. */
import type { SpanGuard } from './guard.js';
import { GUARD, unclaimedGuards } from './guard-protocol.js';

/** Returns true while there are guards that a call may adopt. */
export function hasUnclaimedGuards(): boolean {
  return unclaimedGuards().count > 0;
}

/** Returns the first pending guard among a call's arguments, which is this call's from now on. */
export function adoptGuard(args: readonly unknown[]): SpanGuard | undefined {
  return hasUnclaimedGuards() ? (args.find(claim) as SpanGuard | undefined) : undefined;
}

/** A value may throw when it is asked. */
function claim(value: unknown): boolean {
  try {
    return (value as Partial<SpanGuard> | undefined)?.[GUARD]?.claim() === true;
  } catch {
    return false;
  }
}
