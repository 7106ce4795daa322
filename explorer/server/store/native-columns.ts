/** Columns in ClickHouse's Native format, written value by value into memory that grows and is reused. */

const INITIAL_SIZE = 1024;
// for a few bytes, a call out of JavaScript takes longer than a loop
const MAX_SHORT = 40;
// the memory that one large request took is not kept for all that follow
const MAX_KEPT_SIZE = 1024 * 1024;

/** A stream of a column, in the format Native. */
export interface WrittenColumn {
  readonly written: Buffer;
}

/** A column of texts. */
export interface TextColumn {
  /** Writes a text of bytes that are UTF-8 already. */
  writeUtf8(from: Uint8Array, start: number, end: number): void;
  writeString(text: string): void;
}

/** A stream of values, one after the other. Numbers are little-endian. */
export class ByteColumn implements WrittenColumn, TextColumn {
  length = 0;
  /** The bytes of the longest String. */
  longest = 0;
  #bytes = Buffer.allocUnsafeSlow(INITIAL_SIZE);

  /** The memory that holds what was written: a view, until more is. */
  get bytes(): Buffer {
    return this.#bytes;
  }

  /** The bytes written so far; overwritten after `clear`. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
    this.longest = 0;
    if (this.#bytes.length > MAX_KEPT_SIZE) this.#bytes = Buffer.allocUnsafeSlow(INITIAL_SIZE);
  }

  /** Writes a UInt64, as two halves of 32 bits. */
  writeUInt64(low: number, high: number): void {
    const offset = this.#reserve(8);
    this.#bytes.writeInt32LE(low | 0, offset);
    this.#bytes.writeInt32LE(high | 0, offset + 4);
  }

  /** Writes a UInt32. */
  writeUInt32(value: number): void {
    const offset = this.#reserve(4);
    this.#bytes.writeInt32LE(value | 0, offset);
  }

  /** Writes a String of bytes that are UTF-8 already. */
  writeUtf8(from: Uint8Array, start: number, end: number): void {
    this.writeSize(end - start);
    this.#copy(from, start, end);
  }

  /** Writes a String. */
  writeString(text: string): void {
    if (text.length <= MAX_SHORT && this.#writeAscii(text)) return;
    const size = Buffer.byteLength(text);
    this.writeSize(size);
    const offset = this.#reserve(size);
    this.#bytes.write(text, offset, 'utf8');
  }

  /** Writes a short text, and returns false if it has other characters. */
  #writeAscii(text: string): boolean {
    for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 127) return false;
    this.writeSize(text.length);
    const offset = this.#reserve(text.length);
    for (let index = 0; index < text.length; index += 1) this.#bytes[offset + index] = text.charCodeAt(index);
    return true;
  }

  /** Writes bytes as they are, such as a FixedString. */
  writeBytes(from: Uint8Array, start: number, end: number): void {
    this.#copy(from, start, end);
  }

  /** Writes the values of another column. */
  append(other: ByteColumn): void {
    this.#copy(other.#bytes, 0, other.length);
  }

  /** Writes the size of a String, whose bytes follow. */
  writeSize(size: number): void {
    if (size > this.longest) this.longest = size;
    this.writeVarUInt(size);
  }

  /** Writes a VarUInt, such as the size of a String: seven bits a byte. */
  writeVarUInt(value: number): void {
    let offset = this.#reserve(5);
    let rest = value;
    for (; rest > 127; rest >>>= 7) this.#bytes[offset++] = (rest & 127) | 128;
    this.#bytes[offset++] = rest;
    this.length = offset;
  }

  #copy(from: Uint8Array, start: number, end: number): void {
    const size = end - start;
    const offset = this.#reserve(size);
    // a call out of JavaScript also creates a view
    if (size > 3 * MAX_SHORT) this.#bytes.set(from.subarray(start, end), offset);
    else for (let index = 0; index < size; index += 1) this.#bytes[offset + index] = from[start + index] ?? 0;
  }

  /** Makes room for `size` bytes, which count as written, and returns their offset. */
  #reserve(size: number): number {
    const offset = this.length;
    this.length += size;
    if (this.length > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.length, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, offset);
      this.#bytes = larger;
    }
    return offset;
  }
}

/** The offsets of an Array column: where each array ends in the columns of its items. */
export class ArrayOffsets {
  readonly column = new ByteColumn();
  #count = 0;

  /** The items of all arrays so far. */
  get count(): number {
    return this.#count;
  }

  /** Counts items of the array that is being written. */
  addItems(count: number): void {
    this.#count += count;
  }

  /** Ends the array. */
  endArray(): void {
    this.column.writeUInt64(this.#count, 0);
  }

  clear(): void {
    this.#count = 0;
    this.column.clear();
  }
}
