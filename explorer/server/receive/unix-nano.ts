/** OTLP's times: nanoseconds since 1970 in 64 bits, of which a JavaScript number holds 53. */
import type { MessageFields } from '../otlp/message-fields.js';
import type { ByteColumn } from '../store/native-columns.js';

/** A time as two halves of 32 bits; one object is read and written again and again. */
export class UnixNano {
  #low: number;
  #high: number;

  constructor(nanoseconds: bigint = 0n) {
    this.#low = Number(BigInt.asUintN(32, nanoseconds));
    this.#high = Number(BigInt.asUintN(32, nanoseconds >> 32n));
  }

  /** Reads a fixed64 field; 0 if it is absent. */
  read(bytes: Buffer, fields: MessageFields, fieldNumber: number): void {
    this.#low = fields.has(fieldNumber) ? bytes.readUInt32LE(fields.start(fieldNumber)) : 0;
    this.#high = fields.has(fieldNumber) ? bytes.readUInt32LE(fields.start(fieldNumber) + 4) : 0;
  }

  isAfter(other: UnixNano): boolean {
    return this.#high === other.#high ? this.#low > other.#low : this.#high > other.#high;
  }

  write(column: ByteColumn): void {
    column.writeUInt64(this.#low, this.#high);
  }

  /** Writes the nanoseconds since an earlier time; 0 if that one is later. */
  writeSince(earlier: UnixNano, column: ByteColumn): void {
    if (!this.isAfter(earlier)) column.writeUInt64(0, 0);
    else column.writeUInt64(this.#low - earlier.#low, this.#high - earlier.#high - (this.#low < earlier.#low ? 1 : 0));
  }
}

/** The last time that can be stored: tables are partitioned by day, and ClickHouse's dates end here. */
export const MAX_TIME = new UnixNano(4_294_967_295n * 1_000_000_000n);
