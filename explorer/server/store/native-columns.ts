/** Columns in ClickHouse's Native format, written value by value into memory that grows and is used again. */

const FIRST = 1024;
// what one large request took is not kept for all that follow
const KEPT = 1024 * 1024;
const HEX = Buffer.from('0123456789abcdef');

/** Bytes that follow each other. Numbers are little-endian. */
export class Bytes {
  length = 0;
  #bytes = Buffer.allocUnsafeSlow(FIRST);

  get written(): Buffer {
    return this.#bytes.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
    if (this.#bytes.length > KEPT) this.#bytes = Buffer.allocUnsafeSlow(FIRST);
  }

  /** 64 bits, as two halves. */
  long(low: number, high: number): void {
    const at = this.#room(8);
    this.#bytes.writeInt32LE(low | 0, at);
    this.#bytes.writeInt32LE(high | 0, at + 4);
  }

  /** A String of these bytes, which are UTF-8. */
  text(from: Uint8Array, start: number, end: number): void {
    this.size(end - start);
    this.#copy(from, start, end);
  }

  /** A String of this text. */
  string(text: string): void {
    const size = Buffer.byteLength(text);
    this.size(size);
    const at = this.#room(size);
    this.#bytes.write(text, at, 'utf8');
  }

  /** A String of the hex digits of these bytes. */
  hex(from: Uint8Array, start: number, end: number): void {
    this.size(2 * (end - start));
    let at = this.#room(2 * (end - start));
    for (let index = start; index < end; index += 1) {
      const byte = from[index] ?? 0;
      this.#bytes[at] = HEX[byte >> 4] ?? 0;
      this.#bytes[at + 1] = HEX[byte & 15] ?? 0;
      at += 2;
    }
  }

  /** What was written elsewhere. */
  append(other: Bytes): void {
    this.#copy(other.#bytes, 0, other.length);
  }

  /** The size of a String, or a count: seven bits a byte. */
  size(size: number): void {
    let at = this.#room(5);
    let rest = size;
    for (; rest > 127; rest >>>= 7) this.#bytes[at++] = (rest & 127) | 128;
    this.#bytes[at++] = rest;
    this.length = at;
  }

  #copy(from: Uint8Array, start: number, end: number): void {
    const size = end - start;
    const at = this.#room(size);
    // calling out of JavaScript takes longer than copying a few
    if (size > 40) this.#bytes.set(from.subarray(start, end), at);
    else for (let index = 0; index < size; index += 1) this.#bytes[at + index] = from[start + index] ?? 0;
  }

  /** Where `size` bytes may be written; they count as written. */
  #room(size: number): number {
    const at = this.length;
    this.length += size;
    if (this.length > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.length, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, at);
      this.#bytes = larger;
    }
    return at;
  }
}

/** A column of lists: where each ends in the columns of what is in them. */
export class Ends {
  readonly offsets = new Bytes();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** More items in the list that is being written. */
  items(count: number): void {
    this.#count += count;
  }

  /** The list is complete. */
  end(): void {
    this.offsets.long(this.#count, 0);
  }

  clear(): void {
    this.#count = 0;
    this.offsets.clear();
  }
}

/** A column of Map(String, String). */
export class Maps {
  readonly ends = new Ends();
  readonly keys = new Bytes();
  readonly values = new Bytes();

  get parts(): readonly Bytes[] {
    return [this.ends.offsets, this.keys, this.values];
  }

  /** An entry of the map that is being written. */
  entry(key: string, value: string): void {
    this.keys.string(key);
    this.values.string(value);
    this.ends.items(1);
  }

  /** The entries of all maps of another column. */
  entriesOf(other: Maps): void {
    this.keys.append(other.keys);
    this.values.append(other.values);
    this.ends.items(other.ends.count);
  }

  clear(): void {
    for (const part of [this.ends, this.keys, this.values]) part.clear();
  }
}
