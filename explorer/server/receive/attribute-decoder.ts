/** Decodes the attributes of a span, an event, a link or a resource into a map column. */
import protobuf from 'protobufjs';
import type { MapColumn } from '../store/map-column.js';
import type { TextColumn } from '../store/native-columns.js';
import { textKey } from '../store/text-key.js';
import { anyValueToText } from './any-value.js';
import type { DecodeContext } from './decode-context.js';
import { MessageFields } from './message-fields.js';
import { ANY_VALUE, KEY_VALUE, types } from './otlp-messages.js';
import type { AnyValue } from './otlp-messages.js';
import { countNestedMessages, forEachMessage, readSmallInteger } from './protobuf-reader.js';

const VALUE = types.lookupType('AnyValue');

// up to this many attributes, comparing every pair of keys is faster than a Map
const MAX_PAIRWISE = 16;
// numbers kept per attribute: the start and end of its key, then of its value
const STRIDE = 4;

export class AttributeDecoder {
  readonly #fields = new MessageFields('KeyValue');
  #positions = new Int32Array(64 * STRIDE);

  /**
   * Adds the attributes in a field of `owner` to a map; of those with the same key, the last. Counts the messages in
   * them against the limit.
   */
  decode(context: DecodeContext, owner: MessageFields, fieldNumber: number, map: MapColumn): void {
    if (!owner.has(fieldNumber)) return;
    const count = this.#locateAll(context, owner.start(fieldNumber), owner.end(fieldNumber), fieldNumber);
    const positions = this.#positions;
    const isLast = count > MAX_PAIRWISE ? lastOfEachKey(context.reader.bytes, positions, count) : undefined;
    for (let index = 0; index < count; index += 1) {
      if (!(isLast ? isLast.has(index) : isLastOfPairs(context.reader.bytes, positions, index, count))) continue;
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
    column: TextColumn,
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

  /** Finds where the keys and values of attributes are, and returns the number of them. */
  #locateAll(context: DecodeContext, start: number, end: number, fieldNumber: number): number {
    const { reader } = context;
    const fields = this.#fields;
    let offset = 0;
    let position = start;
    while (reader.readField(position, end)) {
      position = reader.end;
      if (!reader.isLengthDelimited(fieldNumber)) continue;
      context.countMessages(1);
      fields.read(reader, reader.start, position);
      if (offset === this.#positions.length) this.#grow();
      const positions = this.#positions;
      positions[offset] = fields.start(KEY_VALUE.key);
      positions[offset + 1] = fields.end(KEY_VALUE.key);
      positions[offset + 2] = fields.start(KEY_VALUE.value);
      positions[offset + 3] = fields.end(KEY_VALUE.value);
      offset += STRIDE;
    }
    return offset / STRIDE;
  }

  #grow(): void {
    const larger = new Int32Array(2 * this.#positions.length);
    larger.set(this.#positions);
    this.#positions = larger;
  }

  #writeValue(context: DecodeContext, start: number, end: number, column: TextColumn): void {
    const { reader } = context;
    // nearly all values are strings
    if (reader.readField(start, end) && reader.end === end && reader.isLengthDelimited(ANY_VALUE.stringValue))
      return context.writeText(column, reader.start, end);
    // and most others whole numbers
    const integer =
      reader.fieldNumber === ANY_VALUE.intValue && reader.wireType === 0 && reader.end === end
        ? readSmallInteger(reader.bytes, reader.start, end)
        : undefined;
    if (integer !== undefined) return context.writeString(column, String(integer));
    context.countMessages(countNestedMessages(reader, VALUE, start, end));
    // by default, protobufjs keeps unknown fields
    const decoder = Object.assign(protobuf.Reader.create(reader.bytes.subarray(start, end)), { discardUnknown: true });
    context.writeString(column, anyValueToText(VALUE.decode(decoder) as unknown as AnyValue));
  }
}

/** Returns the attributes of which no later one has the same key. */
function lastOfEachKey(bytes: Buffer, positions: Int32Array, count: number): Set<number> {
  const last = new Map<string, number>();
  for (let index = 0; index < count; index += 1)
    last.set(textKey(bytes.subarray(positions[index * STRIDE], positions[index * STRIDE + 1])), index);
  return new Set(last.values());
}

/** Returns true if no later attribute has the same key, by comparing with each. */
function isLastOfPairs(bytes: Buffer, positions: Int32Array, index: number, count: number): boolean {
  for (let later = index + 1; later < count; later += 1)
    if (isSameKey(bytes, positions, index * STRIDE, later * STRIDE)) return false;
  return true;
}

function isSameKey(bytes: Buffer, positions: Int32Array, one: number, other: number): boolean {
  const start = positions[one] ?? 0;
  const otherStart = positions[other] ?? 0;
  const end = positions[one + 1] ?? 0;
  if (end - start !== (positions[other + 1] ?? 0) - otherStart) return false;
  for (let index = 0; index < end - start; index += 1)
    if (bytes[start + index] !== bytes[otherStart + index]) return false;
  return true;
}
