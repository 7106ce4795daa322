/** Columns in ClickHouse's Native format, written value by value into memory that grows and is reused. */

const INITIAL_SIZE = 1024;
// the memory that one large request took is not kept for all that follow
const MAX_KEPT_SIZE = 1024 * 1024;
const HEX_DIGITS = Buffer.from('0123456789abcdef');

/** A stream of values, one after the other. Numbers are little-endian. */
export class ByteColumn {
  length = 0;
  #bytes = Buffer.allocUnsafeSlow(INITIAL_SIZE);

  /** The bytes written so far; overwritten after `clear`. */
  get written(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
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
    this.writeVarUInt(end - start);
    this.#copy(from, start, end);
  }

  /** Writes a String. */
  writeString(text: string): void {
    const size = Buffer.byteLength(text);
    this.writeVarUInt(size);
    const offset = this.#reserve(size);
    this.#bytes.write(text, offset, 'utf8');
  }

  /** Writes a String of the bytes' hex digits. */
  writeHex(from: Uint8Array, start: number, end: number): void {
    this.writeVarUInt(2 * (end - start));
    let offset = this.#reserve(2 * (end - start));
    for (let index = start; index < end; index += 1) {
      const byte = from[index] ?? 0;
      this.#bytes[offset] = HEX_DIGITS[byte >> 4] ?? 0;
      this.#bytes[offset + 1] = HEX_DIGITS[byte & 15] ?? 0;
      offset += 2;
    }
  }

  /** Writes the values of another column. */
  append(other: ByteColumn): void {
    this.#copy(other.#bytes, 0, other.length);
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
    // for a few bytes, a call out of JavaScript takes longer than the loop
    if (size > 40) this.#bytes.set(from.subarray(start, end), offset);
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

/** A column of Map(String, String), which the format writes as an Array of keys and values. */
export class MapColumn {
  readonly offsets = new ArrayOffsets();
  readonly keys = new ByteColumn();
  readonly values = new ByteColumn();

  /** The streams of the column, in the format's order. */
  get streams(): readonly ByteColumn[] {
    return [this.offsets.column, this.keys, this.values];
  }

  /** Adds an entry to the map that is being written. */
  addEntry(key: string, value: string): void {
    this.keys.writeString(key);
    this.values.writeString(value);
    this.offsets.addItems(1);
  }

  /** Adds the entries of all maps of another column. */
  appendEntries(other: MapColumn): void {
    this.keys.append(other.keys);
    this.values.append(other.values);
    this.offsets.addItems(other.offsets.count);
  }

  clear(): void {
    for (const column of [this.offsets, this.keys, this.values]) column.clear();
  }
}

/** Encodes what precedes the values of a column: its name and its type. */
export function encodeHeader(name: string, type: string): Buffer {
  const header = new ByteColumn();
  header.writeString(name);
  header.writeString(type);
  return Buffer.from(header.written);
}
