/** The positions of a message's fields in its bytes. */
import protobuf from 'protobufjs';
import { types } from './otlp-messages.js';
import { LENGTH_DELIMITED } from './protobuf-reader.js';
import type { ProtobufReader } from './protobuf-reader.js';

// messages are not among them: their wire type is that of bytes
const SCALAR_WIRE_TYPES: Readonly<Record<string, number>> = protobuf.types.basic;

/**
 * Positions by field number, read again and again for messages of one type. An absent field is empty: it has the
 * default value of its type.
 */
export class MessageFields {
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  readonly #wireTypes: Int8Array;
  readonly #isRepeated: readonly boolean[];

  /** @param type the name of a message in {@link types} */
  constructor(type: string) {
    const fields = types.lookupType(type).fieldsArray;
    const count = 1 + Math.max(...fields.map(({ id }) => id));
    this.#starts = new Int32Array(count);
    this.#ends = new Int32Array(count);
    this.#wireTypes = new Int8Array(count).fill(-1);
    for (const field of fields) this.#wireTypes[field.id] = SCALAR_WIRE_TYPES[field.type] ?? LENGTH_DELIMITED;
    this.#isRepeated = Array.from({ length: count }, (_, fieldNumber) =>
      fields.some(({ id, repeated }) => id === fieldNumber && repeated),
    );
  }

  /** Finds the fields of a message; of a singular field that occurs twice, the last. Throws as the reader does. */
  read(reader: ProtobufReader, start: number, end: number): void {
    const [starts, ends] = [this.#starts, this.#ends];
    // for so few, a loop is faster than `fill`
    for (let id = 0; id < ends.length; id += 1) starts[id] = ends[id] = 0;
    for (let position = start; reader.readField(position, end); position = reader.end) {
      const { fieldNumber } = reader;
      if (this.#wireTypes[fieldNumber] !== reader.wireType) continue;
      if (!this.#isRepeated[fieldNumber]) starts[fieldNumber] = reader.start;
      else if (ends[fieldNumber] === 0) starts[fieldNumber] = position;
      ends[fieldNumber] = reader.end;
    }
  }

  /** Returns where a field's content starts; for a repeated field, where its first occurrence does, with its tag. */
  start(fieldNumber: number): number {
    return this.#starts[fieldNumber] ?? 0;
  }

  /** Returns where a field's content ends; for a repeated field, where its last occurrence does. */
  end(fieldNumber: number): number {
    return this.#ends[fieldNumber] ?? 0;
  }

  has(fieldNumber: number): boolean {
    return this.end(fieldNumber) > 0;
  }
}
