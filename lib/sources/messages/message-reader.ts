/** The declaration of a reader: all that is to be known of a client's messages to find the contexts in them. */
import type { ReadResult } from '../context-sink.js';

/** A message, whatever its client. */
export type Message = Readonly<Record<string, unknown>>;

/** Tells what a reader looks at. */
export interface MessageReader {
  /** The client, as explanations name it. */
  readonly client: string;
  /**
   * All fields of a message that it looks at, so that none of them is taken for a header. The reader is asked where the
   * first one holds anything.
   */
  readonly fields: readonly [asked: string, ...others: string[]];
}

/** Finds the context in the messages of one client. */
export interface ContextReader extends MessageReader {
  /**
   * Returns the context of one message.
   *
   * @param value The first of the fields, which has been read: a getter is called once.
   * @param known `context` of the message, or `params` for the readers of `read-other-message.ts`, read likewise.
   */
  read(value: unknown, message: Message, known: unknown): ReadResult;
}

/** Finds the messages in the payloads of one client. */
export interface ListReader extends MessageReader {
  /** Returns the messages of a payload; `undefined` where it holds none. */
  list(value: unknown): readonly unknown[] | undefined;
}
