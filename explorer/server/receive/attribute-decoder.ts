/** Decodes the attributes of a span, an event, a link or a resource into a map column. */
import protobuf from 'protobufjs';
import type { ByteColumn, MapColumn } from '../store/native-columns.js';
import { textKey } from '../store/text-key.js';
import { anyValueToText } from './any-value.js';
import type { DecodeContext } from './decode-context.js';
import { MessageFields } from './message-fields.js';
import { ANY_VALUE, KEY_VALUE, types } from './otlp-messages.js';
import type { AnyValue } from './otlp-messages.js';
import { countNestedMessages, forEachMessage } from './protobuf-reader.js';

const VALUE = types.lookupType('AnyValue');

// up to this many attributes, comparing every pair of keys is faster than a Map
const MAX_PAIRWISE = 16;
// numbers kept per attribute: the start and end of its key, then of its value
const STRIDE = 4;

export class AttributeDecoder {
  readonly #fields = new MessageFields('KeyValue');
  readonly #positions: number[] = [];

  /**
   * Adds the attributes in a field of `owner` to a map; of those with the same key, the last. Counts the messages in
   * them against the limit.
   */
  decode(context: DecodeContext, owner: MessageFields, fieldNumber: number, map: MapColumn): void {
    if (!owner.has(fieldNumber)) return;
    const positions = this.#positions;
    positions.length = 0;
    forEachMessage(context.reader, owner.start(fieldNumber), owner.end(fieldNumber), fieldNumber, (start, end) =>
      this.#locate(context, positions, start, end),
    );
    const count = positions.length / STRIDE;
    if (count === 0) return;
    const isLast = lastOfEachKey(context.reader.bytes, positions, count);
    for (let index = 0; index < count; index += 1) {
      if (!isLast(index)) continue;
      const offset = index * STRIDE;
      context.writeText(map.keys, positions[offset] ?? 0, positions[offset + 1] ?? 0);
      this.#writeValue(context, positions[offset + 2] ?? 0, positions[offset + 3] ?? 0, map.values);
      map.offsets.addItems(1);
    }
  }

  /** Adds the last value of a key to a column, or an empty text. */
  decodeValueOf(
    context: DecodeContext,
    owner: MessageFields,
    fieldNumber: number,
    key: Buffer,
    column: ByteColumn,
  ): void {
    const { reader } = context;
    let [valueStart, valueEnd] = [0, 0];
    forEachMessage(reader, owner.start(fieldNumber), owner.end(fieldNumber), fieldNumber, (start, end) => {
      this.#fields.read(reader, start, end);
      const fields = this.#fields;
      if (reader.bytes.compare(key, 0, key.length, fields.start(KEY_VALUE.key), fields.end(KEY_VALUE.key)) === 0)
        [valueStart, valueEnd] = [fields.start(KEY_VALUE.value), fields.end(KEY_VALUE.value)];
    });
    this.#writeValue(context, valueStart, valueEnd, column);
  }

  #locate(context: DecodeContext, positions: number[], start: number, end: number): void {
    context.countMessages(1);
    const fields = this.#fields;
    fields.read(context.reader, start, end);
    positions.push(
      fields.start(KEY_VALUE.key),
      fields.end(KEY_VALUE.key),
      fields.start(KEY_VALUE.value),
      fields.end(KEY_VALUE.value),
    );
  }

  #writeValue(context: DecodeContext, start: number, end: number, column: ByteColumn): void {
    const { reader } = context;
    // nearly all values are strings
    if (reader.readField(start, end) && reader.end === end && reader.isLengthDelimited(ANY_VALUE.stringValue))
      return context.writeText(column, reader.start, end);
    context.countMessages(countNestedMessages(reader, VALUE, start, end));
    // by default, protobufjs keeps unknown fields
    const decoder = Object.assign(protobuf.Reader.create(reader.bytes.subarray(start, end)), { discardUnknown: true });
    context.writeString(column, anyValueToText(VALUE.decode(decoder) as unknown as AnyValue));
  }
}

/** Returns a predicate that is true for an attribute if no later one has the same key. */
function lastOfEachKey(bytes: Buffer, positions: readonly number[], count: number): (index: number) => boolean {
  if (count > MAX_PAIRWISE) {
    const keyAt = (index: number): string =>
      textKey(bytes.subarray(positions[index * STRIDE], positions[index * STRIDE + 1]));
    const last = new Map<string, number>();
    for (let index = 0; index < count; index += 1) last.set(keyAt(index), index);
    return (index) => last.get(keyAt(index)) === index;
  }
  return (index) => {
    for (let later = index + 1; later < count; later += 1)
      if (isSameKey(bytes, positions, index * STRIDE, later * STRIDE)) return false;
    return true;
  };
}

function isSameKey(bytes: Buffer, positions: readonly number[], one: number, other: number): boolean {
  const [start = 0, end = 0, otherStart = 0, otherEnd = 0] = [
    positions[one],
    positions[one + 1],
    positions[other],
    positions[other + 1],
  ];
  if (end - start !== otherEnd - otherStart) return false;
  for (let index = 0; index < end - start; index += 1)
    if (bytes[start + index] !== bytes[otherStart + index]) return false;
  return true;
}
