/** Where things are in the bytes of a message, found with protobufjs, by the messages that are described for it. */
import protobuf from 'protobufjs';
import type { Type } from 'protobufjs';
import { types } from './otlp-messages.js';

const LENGTH_DELIMITED = 2;
const DEPTH = 100;
// a message is as bytes are
const BASIC: Readonly<Record<string, number>> = protobuf.types.basic;

/** The field that was read last: its number, its type on the wire, and where its content is. */
export class Wire {
  id = 0;
  wireType = 0;
  start = 0;
  end = 0;
  readonly bytes: Buffer;
  readonly #reader: protobuf.Reader;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.#reader = protobuf.Reader.create(bytes);
  }

  /**
   * Reads the field at `at`; false where the message ends there. Throws where the field is none, or longer than its
   * message.
   */
  next(at: number, end: number): boolean {
    if (at >= end) return false;
    const reader = this.#reader;
    reader.pos = at;
    const tag = reader.uint32();
    this.id = tag >>> 3;
    this.wireType = tag & 7;
    const size = this.wireType === LENGTH_DELIMITED ? reader.uint32() : 0;
    this.start = reader.pos;
    if (this.wireType === LENGTH_DELIMITED) reader.pos += size;
    else reader.skipType(this.wireType, 0, this.id);
    this.end = reader.pos;
    if (this.id === 0 || this.end > end) throw new RangeError(`index out of range: ${this.end} > ${end}`);
    return true;
  }

  /** Whether it is a message, a text or bytes with this number. */
  is(id: number): boolean {
    return this.id === id && this.wireType === LENGTH_DELIMITED;
  }

  /** The whole number at `at`. */
  int32(at: number): number {
    this.#reader.pos = at;
    return this.#reader.int32();
  }
}

/**
 * Where the fields of a message are, by their number. One that is not there is empty: it has the default of its type.
 */
export class Fields {
  readonly #from: Int32Array;
  readonly #to: Int32Array;
  readonly #wireTypes: Int8Array;
  readonly #isRepeated: readonly boolean[];

  /** For the message of a name in `types`. */
  constructor(name: string) {
    const fields = types.lookupType(name).fieldsArray;
    const count = 1 + Math.max(...fields.map(({ id }) => id));
    this.#from = new Int32Array(count);
    this.#to = new Int32Array(count);
    this.#wireTypes = new Int8Array(count).fill(-1);
    for (const { id, type } of fields) this.#wireTypes[id] = BASIC[type] ?? LENGTH_DELIMITED;
    this.#isRepeated = Array.from({ length: count }, (_, each) =>
      fields.some(({ id, repeated }) => id === each && repeated),
    );
  }

  /** Finds them; of a field that is there twice, the last. Throws as `Wire.next` does. */
  read(wire: Wire, start: number, end: number): void {
    const [from, to] = [this.#from, this.#to];
    // they are few: to have them filled takes longer
    for (let id = 0; id < to.length; id += 1) from[id] = to[id] = 0;
    for (let at = start; wire.next(at, end); at = wire.end) {
      const { id } = wire;
      if (this.#wireTypes[id] !== wire.wireType) continue;
      if (!this.#isRepeated[id]) from[id] = wire.start;
      else if (to[id] === 0) from[id] = at;
      to[id] = wire.end;
    }
  }

  /** Where the content of a field begins; of a repeated one, where the first of them does, with its number. */
  from(id: number): number {
    return this.#from[id] ?? 0;
  }

  /** Where it ends; of a repeated one, the last of them. */
  to(id: number): number {
    return this.#to[id] ?? 0;
  }

  has(id: number): boolean {
    return this.to(id) > 0;
  }
}

/** Calls for each message of a repeated field. Throws as `Wire.next` does. */
export function forEach(
  wire: Wire,
  start: number,
  end: number,
  id: number,
  call: (start: number, end: number) => void,
): void {
  let at = start;
  while (wire.next(at, end)) {
    at = wire.end;
    if (wire.is(id)) call(wire.start, at);
  }
}

/** How many messages decoding would make, counted without making any. Throws as `Wire.next` does. */
export function countMessages(wire: Wire, type: Type, start: number, end: number, depth: number = 0): number {
  let count = 1;
  // what nests deeper is refused by the decoder
  if (depth > DEPTH) return count;
  let at = start;
  while (wire.next(at, end)) {
    at = wire.end;
    const within = type.fieldsById[wire.id]?.resolvedType;
    if (wire.is(wire.id) && within instanceof protobuf.Type)
      count += countMessages(wire, within, wire.start, at, depth + 1);
  }
  return count;
}
