/** Reads bytes in pieces of any length from chunks as they arrive. */

/** The bytes ended before a piece was whole. */
export class BreaksOff extends Error {
  override readonly name = 'BreaksOff';
}

export class ByteSource {
  readonly #chunks: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);
  #failure: { readonly error: unknown } | undefined;
  /** The bytes that were taken. */
  offset = 0;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /**
   * Returns the next bytes, which stay: as many as are asked for, or all that are left. Throws the error of the chunks,
   * but only once there are no bytes from before it.
   */
  async peek(length: number): Promise<Buffer> {
    while (this.#chunk.length < length && this.#failure === undefined) {
      const next = await this.#next();
      if (next === undefined) break;
      this.#chunk = this.#chunk.length === 0 ? next : Buffer.concat([this.#chunk, next]);
    }
    if (this.#chunk.length === 0 && length > 0 && this.#failure !== undefined) throw this.#failure.error;
    return this.#chunk.subarray(0, length);
  }

  /** Takes the next bytes. Throws a {@link BreaksOff} if there are not as many. */
  async take(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for await (const part of this.takeEach(length)) parts.push(part);
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  }

  /** Takes the next bytes, chunk by chunk, as {@link take} does. */
  async *takeEach(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0;) {
      const part = await this.peek(1);
      if (part.length === 0) throw new BreaksOff('it breaks off');
      const taken = this.#shift(left);
      left -= taken.length;
      yield taken;
    }
  }

  /** Skips bytes, as {@link take} takes them. */
  async skip(length: number): Promise<void> {
    const each = this.takeEach(length);
    while ((await each.next()).done !== true);
  }

  /** Takes all bytes that are left. */
  async *rest(): AsyncGenerator<Buffer> {
    while ((await this.peek(1)).length > 0) yield this.#shift(Infinity);
  }

  /** Takes bytes that are there; undefined if they are in several chunks. */
  takeNow(length: number): Buffer | undefined {
    return this.#chunk.length >= length ? this.#shift(length) : undefined;
  }

  /** Returns true if there are no more bytes. */
  async isAtEnd(): Promise<boolean> {
    return (await this.peek(1)).length === 0;
  }

  async #next(): Promise<Buffer | undefined> {
    try {
      const { done, value } = await this.#chunks.next();
      return done === true ? undefined : value;
    } catch (error) {
      this.#failure = { error };
      return undefined;
    }
  }

  #shift(length: number): Buffer {
    const taken = this.#chunk.subarray(0, Math.min(length, this.#chunk.length));
    this.#chunk = this.#chunk.subarray(taken.length);
    this.offset += taken.length;
    return taken;
  }
}
