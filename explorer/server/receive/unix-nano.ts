/** Times of OTLP: nanoseconds since 1970 in 64 bits, of which JavaScript's numbers hold 53. */
import type { Bytes } from '../store/native-columns.js';
import type { Fields } from './protobuf-reader.js';

/** A time, read and written again and again. */
export class Time {
  #low: number;
  #high: number;

  constructor(nanoseconds: bigint = 0n) {
    this.#low = Number(BigInt.asUintN(32, nanoseconds));
    this.#high = Number(BigInt.asUintN(32, nanoseconds >> 32n));
  }

  /** Reads a field that is a fixed64; 0 where it is not there. */
  read(bytes: Buffer, fields: Fields, id: number): void {
    this.#low = fields.has(id) ? bytes.readUInt32LE(fields.from(id)) : 0;
    this.#high = fields.has(id) ? bytes.readUInt32LE(fields.from(id) + 4) : 0;
  }

  isAfter(other: Time): boolean {
    return this.#high === other.#high ? this.#low > other.#low : this.#high > other.#high;
  }

  write(column: Bytes): void {
    column.long(this.#low, this.#high);
  }

  /** The nanoseconds since an earlier time; 0 where that is later. */
  writeSince(earlier: Time, column: Bytes): void {
    if (!this.isAfter(earlier)) column.long(0, 0);
    else column.long(this.#low - earlier.#low, this.#high - earlier.#high - (this.#low < earlier.#low ? 1 : 0));
  }
}

// the engine's tables keep rows by day, and its dates end here
export const LATEST = new Time(4_294_967_295n * 1_000_000_000n);
