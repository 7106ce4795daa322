/** Adopts a guard that the application passed to a decorated method. */
import type { SpanGuard } from './guard.js';
import { pendingGuards } from './guard-protocol.js';

/** Returns true while there are guards that a call may adopt. */
export function hasUnclaimedGuards(): boolean {
  return pendingGuards().tokens.size > 0;
}

/**
 * Returns the first pending guard among a call's arguments, which is this call's from now on. None of them is asked.
 */
export function adoptGuard(args: readonly unknown[]): SpanGuard | undefined {
  return hasUnclaimedGuards() ? (args.find(claim) as SpanGuard | undefined) : undefined;
}

function claim(value: unknown): boolean {
  return (
    pendingGuards()
      .offers.get(value as object)
      ?.protocol.claim() === true
  );
}
