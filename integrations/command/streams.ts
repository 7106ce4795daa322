/** The surroundings of a command. */

/** The streams of a command. */
export interface CommandStreams {
  readonly input: AsyncIterable<string | Uint8Array>;
  out(text: string): void;
  err(text: string): void;
}
