/** Positions in the order of pages of traces. */
import { QuestionError } from '../../../api/parameters.js';

/** The position at which a page ends: the newest match of a trace. */
export interface Cursor {
  /** Nanoseconds since 1970. */
  readonly time: string;
  /** The id of the trace. */
  readonly last: string;
}

/** Reads the `next` of an answer. Throws a `QuestionError` if it is anything else. */
export function readCursor(next: string): Cursor {
  const [, time, last] = /^(\d{1,19})\.([0-9a-f]{0,32})$/.exec(next) ?? [];
  if (time === undefined || last === undefined || BigInt(time) > 9_223_372_036_854_775_807n)
    throw new QuestionError('"before" must be the `next` of an answer to the same search.');
  return { time, last };
}

/** Compares positions by their order on pages: the newest first. */
export function comparePositions(one: Cursor, other: Cursor): number {
  const [a, b] = [BigInt(one.time), BigInt(other.time)];
  if (a !== b) return a > b ? -1 : 1;
  return one.last === other.last ? 0 : one.last > other.last ? -1 : 1;
}
