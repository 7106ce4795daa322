/** Node's own time for what waits on others: on other processes, or on the event loop. Later fakes do not change it. */
import { setImmediate, setTimeout } from 'node:timers/promises';

const clock = performance;

/** Lets the event loop take a turn. */
export const nextTurn: () => Promise<void> = setImmediate;

/** Waits for so many milliseconds. */
export const wait: (milliseconds: number) => Promise<void> = setTimeout;

/** Returns the milliseconds of a clock that is never set. */
export function now(): number {
  return clock.now();
}
