/** Finds the end of a JSON value in chunks, and keeps its bytes, without parsing it. */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
/** The nesting that a parsed value may have: what is deeper is no span. */
const MAX_DEPTH = 200;

/** A mistake in JSON after which its structure is not known. */
export class BrokenJson extends Error {
  override readonly name = 'BrokenJson';
  /** Where in the chunk it is; undefined for the byte that was to be read. */
  readonly position: number | undefined;

  constructor(message: string, position?: number) {
    super(message);
    this.position = position;
  }
}

/** The line that is read. */
export interface Place {
  line: number;
}

export class JsonValue {
  /** Where the value begins. */
  readonly line: number;
  /** The reason why its bytes are not kept, in words. */
  refused: string | undefined;
  readonly #place: Place;
  readonly #limit: number;
  readonly #parts: Buffer[] = [];
  #length = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #isScalar = false;

  /** @param limit bytes that are kept; 0 for a value that is skipped */
  constructor(place: Place, limit: number) {
    this.line = place.line;
    this.#place = place;
    this.#limit = limit;
  }

  /** The bytes of the value, once it has ended. */
  get bytes(): Buffer {
    return this.#parts.length === 1 && this.#parts[0] ? this.#parts[0] : Buffer.concat(this.#parts);
  }

  /**
   * Reads on.
   *
   * @returns the position behind the value, or -1 if it does not end in this chunk
   * @throws a {@link BrokenJson} if it can have no end
   */
  read(chunk: Buffer, from: number): number {
    const end = this.#findEnd(chunk, from);
    this.#keep(chunk.subarray(from, end < 0 ? chunk.length : end));
    return end;
  }

  #findEnd(chunk: Buffer, from: number): number {
    for (let position = from; position < chunk.length; position += 1) {
      const byte = chunk[position] ?? 0;
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (byte === BACKSLASH) this.#isEscaped = true;
        else if (byte === NEWLINE) throw new BrokenJson('the line ends within a string', position);
        else if (byte === QUOTE) {
          this.#isInString = false;
          if (this.#depth === 0) return position + 1;
        }
      } else if (byte === QUOTE) this.#isInString = true;
      else if (this.#isScalar && isDelimiter(byte)) return position;
      // { and [, } and ]
      else if ((byte | 0x20) === 0x7b) this.#nest();
      else if ((byte | 0x20) === 0x7d) {
        this.#depth -= 1;
        if (this.#depth === 0) return position + 1;
      } else if (byte === NEWLINE) this.#place.line += 1;
      else if (this.#depth === 0) this.#isScalar = true;
    }
    return -1;
  }

  #nest(): void {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) this.#refuse(`nests deeper than ${MAX_DEPTH} levels`);
  }

  #keep(bytes: Buffer): void {
    this.#length += bytes.length;
    if (this.#length > this.#limit && this.#limit > 0) this.#refuse(`is larger than ${this.#limit / 1024} KiB`);
    if (this.refused === undefined && this.#limit > 0) this.#parts.push(bytes);
  }

  #refuse(reason: string): void {
    this.refused ??= reason;
    this.#parts.length = 0;
  }
}

/** Recognises what ends a number or a word. */
const isDelimiter = (byte: number): boolean => byte <= 0x20 || byte === 0x2c || byte === 0x7d || byte === 0x5d;
