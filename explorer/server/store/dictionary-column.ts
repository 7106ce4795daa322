/** Columns of LowCardinality(String): each different value is written once, and its number for each row. */
import { ByteColumn } from './native-columns.js';

const INITIAL_ROWS = 256;
// those of the last values that are found without creating a string
const RECENT = 256;
// the engine keeps keys beside the rows of a block, and no dictionary for all blocks
const ADDITIONAL_KEYS = 1 << 9;

/** The different values of the columns that share it. */
export class Dictionary {
  readonly keys = new ByteColumn();
  readonly #numbers = new Map<string, number>();
  readonly #recent = new Int32Array(RECENT).fill(-1);
  /** Where each value starts and ends in `keys`. */
  #places: number[] = [];

  get size(): number {
    return this.#numbers.size;
  }

  /** Returns the number of a value, which is UTF-8. */
  numberOf(bytes: Uint8Array, start: number, end: number): number {
    const place = recentPlace(bytes, start, end);
    const recent = this.#recent[place] ?? -1;
    if (recent >= 0 && this.is(recent, bytes, start, end)) return recent;
    const number = this.#find(bytes, start, end);
    this.#recent[place] = number;
    return number;
  }

  /** Returns true if the value with this number consists of these bytes. */
  is(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#places[2 * number] ?? 0;
    if (end - start !== (this.#places[2 * number + 1] ?? 0) - from) return false;
    const { bytes: keys } = this.keys;
    for (let index = 0; index < end - start; index += 1) if (keys[from + index] !== bytes[start + index]) return false;
    return true;
  }

  /** Returns the bytes of a value: a view, until others are added. */
  valueOf(number: number): Buffer {
    return this.keys.bytes.subarray(this.#places[2 * number], this.#places[2 * number + 1]);
  }

  clear(): void {
    this.keys.clear();
    this.#numbers.clear();
    this.#recent.fill(-1);
    this.#places = [];
  }

  #find(bytes: Uint8Array, start: number, end: number): number {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(text, number);
    this.keys.writeUtf8(bytes, start, end);
    this.#places.push(this.keys.length - (end - start), this.keys.length);
    return number;
  }
}

/** A column whose values are in a dictionary. */
export class DictionaryColumn {
  readonly dictionary: Dictionary;
  #numbers = new Uint32Array(INITIAL_ROWS);
  #rows = 0;

  constructor(dictionary: Dictionary = new Dictionary()) {
    this.dictionary = dictionary;
  }

  get rows(): number {
    return this.#rows;
  }

  /** The number of the value in each row so far. */
  get numbers(): Uint32Array {
    return this.#numbers.subarray(0, this.#rows);
  }

  /** The column in the format Native; nothing if it has no rows. */
  get written(): Buffer {
    return encodeDictionary(this.dictionary.keys.written, this.dictionary.size, [this.numbers]);
  }

  /** Writes a value that is UTF-8 already. */
  writeUtf8(from: Uint8Array, start: number, end: number): void {
    this.writeNumber(this.dictionary.numberOf(from, start, end));
  }

  writeString(text: string): void {
    const bytes = Buffer.from(text);
    this.writeUtf8(bytes, 0, bytes.length);
  }

  /** Writes the value with this number in the dictionary. */
  writeNumber(number: number): void {
    if (this.#rows === this.#numbers.length) this.#grow(this.#rows + 1);
    this.#numbers[this.#rows] = number;
    this.#rows += 1;
  }

  /** Writes the values of a column that shares the dictionary. */
  append(other: DictionaryColumn): void {
    for (let row = 0; row < other.#rows; row += 1) this.writeNumber(other.#numbers[row] ?? 0);
  }

  /** Drops the rows, and keeps the dictionary. */
  clearRows(): void {
    this.#rows = 0;
    if (this.#numbers.length > MAX_KEPT_ROWS) this.#numbers = new Uint32Array(INITIAL_ROWS);
  }

  clear(): void {
    this.clearRows();
    this.dictionary.clear();
  }

  #grow(rows: number): void {
    const larger = new Uint32Array(Math.max(rows, this.#numbers.length * 2));
    larger.set(this.#numbers);
    this.#numbers = larger;
  }
}

const MAX_KEPT_ROWS = 256 * 1024;

/** The version of the format of a dictionary, which comes before the first data of its column. */
export const DICTIONARY_PREFIX = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);

/**
 * Encodes a column in the format Native.
 *
 * @param keys the different values, as Strings
 * @param numbers those of the rows, in parts
 */
export function encodeDictionary(keys: Buffer, size: number, numbers: readonly Uint32Array[]): Buffer {
  const rows = numbers.reduce((sum, { length }) => sum + length, 0);
  if (rows === 0) return Buffer.alloc(0);
  const type = size <= 0x100 ? 0 : size <= 0x10000 ? 1 : 2;
  const head = Buffer.alloc(16);
  head.writeUInt32LE(ADDITIONAL_KEYS | type, 0);
  head.writeUInt32LE(size, 8);
  const count = Buffer.alloc(8);
  count.writeUInt32LE(rows, 0);
  const narrow = numbers.map((part) => (type === 0 ? new Uint8Array(part) : type === 1 ? new Uint16Array(part) : part));
  return Buffer.concat([
    head,
    keys,
    count,
    ...narrow.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  ]);
}

// a guess, which need not be right: values of one column differ in their length or at their ends
function recentPlace(bytes: Uint8Array, start: number, end: number): number {
  if (start === end) return 0;
  const middle = bytes[(start + end) >> 1] ?? 0;
  return ((end - start) * 7 + (bytes[end - 1] ?? 0) * 31 + middle * 13 + (bytes[start] ?? 0)) % RECENT;
}
