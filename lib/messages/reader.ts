/** What a reader of messages is, and how one looks into a message. */
import type { Found } from '../context-sink.js';

/** Where a client puts what a link is read from: in a field of the message, or at a place below it. */
export interface MessageReader {
  /** The field of the message that is read. */
  readonly field: string;
  /** The field's value; code of its own for each reader, which is fast as it meets few shapes of messages. */
  get(message: Readonly<Record<string, unknown>>): unknown;
  /** What is at or below the field's value. Beside it are the message, and its field `context`, which has been read already. */
  read?(value: unknown, message: object, context: unknown): Found;
  /** The messages below the field's value. */
  messages?(value: unknown): unknown;
}

/** What is at that path below the value; `undefined` where the path ends early. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce((inner, name) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[name] : undefined), value);
}
