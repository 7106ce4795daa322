/** Reads the values of some attributes out of the bytes of their owner, with the types that they were sent in. */
import { MessageFields } from './message-fields.js';
import { ANY_VALUE, KEY_VALUE } from './otlp-messages.js';
import { forEachMessage } from './protobuf-reader.js';
import type { ProtobufReader } from './protobuf-reader.js';

/** A text, a whole number, another number or a truth value. */
export type ScalarValue = string | bigint | number | boolean;

export class AttributeReader {
  readonly #keys: readonly Buffer[];
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #fields = new MessageFields('KeyValue');
  readonly #starts: number[];
  readonly #ends: number[];
  #reader: ProtobufReader | undefined;

  /** @param keys those that can be asked for */
  constructor(keys: readonly string[]) {
    const unique = [...new Set(keys)];
    this.#keys = unique.map((key) => Buffer.from(key));
    this.#indexes = new Map(unique.map((key, index) => [key, index]));
    this.#starts = unique.map(() => -1);
    this.#ends = unique.map(() => -1);
  }

  /** Finds the attributes in a field of their owner; of those with the same key, the first. */
  read(reader: ProtobufReader, owner: MessageFields, fieldNumber: number): void {
    this.#starts.fill(-1);
    this.#reader = reader;
    if (this.#keys.length === 0 || !owner.has(fieldNumber)) return;
    forEachMessage(reader, owner.start(fieldNumber), owner.end(fieldNumber), fieldNumber, (start, end) =>
      this.#locate(reader, start, end),
    );
  }

  /** Returns a value; undefined if there is none, or if it is bytes, a list or a map. */
  readonly get = (key: string): ScalarValue | undefined => {
    const index = this.#indexes.get(key) ?? -1;
    const start = this.#starts[index] ?? -1;
    return start < 0 || this.#reader === undefined
      ? undefined
      : scalarValue(this.#reader, start, this.#ends[index] ?? start);
  };

  #locate(reader: ProtobufReader, start: number, end: number): void {
    const fields = this.#fields;
    fields.read(reader, start, end);
    const [keyStart, keyEnd] = [fields.start(KEY_VALUE.key), fields.end(KEY_VALUE.key)];
    for (let index = 0; index < this.#keys.length; index += 1) {
      const key = this.#keys[index];
      if (key?.length !== keyEnd - keyStart || (this.#starts[index] ?? -1) >= 0) continue;
      if (reader.bytes.compare(key, 0, key.length, keyStart, keyEnd) !== 0) continue;
      this.#starts[index] = fields.start(KEY_VALUE.value);
      this.#ends[index] = fields.end(KEY_VALUE.value);
    }
  }
}

/** Reads an AnyValue: of several values in it, the last. */
function scalarValue(reader: ProtobufReader, start: number, end: number): ScalarValue | undefined {
  let value: ScalarValue | undefined;
  for (let position = start; reader.readField(position, end); position = reader.end) {
    const { bytes } = reader;
    switch (reader.fieldNumber) {
      case ANY_VALUE.stringValue:
        value = bytes.toString('utf8', reader.start, reader.end);
        break;
      case ANY_VALUE.boolValue:
        value = reader.readInt64() !== 0n;
        break;
      case ANY_VALUE.intValue:
        value = reader.readInt64();
        break;
      case ANY_VALUE.doubleValue:
        value = bytes.readDoubleLE(reader.start);
        break;
      default:
        value = undefined;
    }
  }
  return value;
}
