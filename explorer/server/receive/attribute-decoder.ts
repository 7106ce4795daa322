/** Attributes of a span, an event, a link or a resource, from their bytes into a column of maps. */
import protobuf from 'protobufjs';
import type { Bytes, Maps } from '../store/native-columns.js';
import { ANY_VALUE, KEY_VALUE, types } from './otlp-messages.js';
import type { AnyValue } from './otlp-messages.js';
import type { Reading } from './decode-context.js';
import { textOf } from './any-value.js';
import { countMessages, Fields, forEach } from './protobuf-reader.js';

const VALUE = types.lookupType('AnyValue');

// up to here, comparing each key with each takes less than a Map
const FEW = 16;
// numbers kept of an attribute: where its key and its value begin and end
const WIDTH = 4;

export class AttributeReader {
  readonly #fields = new Fields('KeyValue');
  readonly #places: number[] = [];

  /**
   * Adds the attributes in a field of `owner` to a map; of those with the same key the last. Counts them, and what is
   * in them, as messages.
   */
  read(reading: Reading, owner: Fields, field: number, into: Maps): void {
    if (!owner.has(field)) return;
    const places = this.#places;
    places.length = 0;
    forEach(reading.wire, owner.from(field), owner.to(field), field, (from, to) =>
      this.#place(reading, places, from, to),
    );
    const count = places.length / WIDTH;
    if (count === 0) return;
    const isLast = lastOfEach(reading.wire.bytes, places, count);
    for (let index = 0; index < count; index += 1) {
      if (!isLast(index)) continue;
      const at = index * WIDTH;
      reading.text(into.keys, places[at] ?? 0, places[at + 1] ?? 0);
      this.#value(reading, places[at + 2] ?? 0, places[at + 3] ?? 0, into.values);
      into.ends.items(1);
    }
  }

  /** Adds the last value of a key to a column, or an empty text. */
  readOne(reading: Reading, owner: Fields, field: number, key: Buffer, into: Bytes): void {
    const { bytes } = reading.wire;
    let [from, to] = [0, 0];
    forEach(reading.wire, owner.from(field), owner.to(field), field, (at, until) => {
      this.#fields.read(reading.wire, at, until);
      const fields = this.#fields;
      if (bytes.compare(key, 0, key.length, fields.from(KEY_VALUE.key), fields.to(KEY_VALUE.key)) === 0)
        [from, to] = [fields.from(KEY_VALUE.value), fields.to(KEY_VALUE.value)];
    });
    this.#value(reading, from, to, into);
  }

  #place(reading: Reading, places: number[], start: number, end: number): void {
    reading.messages(1);
    const fields = this.#fields;
    fields.read(reading.wire, start, end);
    places.push(
      fields.from(KEY_VALUE.key),
      fields.to(KEY_VALUE.key),
      fields.from(KEY_VALUE.value),
      fields.to(KEY_VALUE.value),
    );
  }

  #value(reading: Reading, start: number, end: number, into: Bytes): void {
    const { wire } = reading;
    // nearly all are texts
    if (wire.next(start, end) && wire.end === end && wire.is(ANY_VALUE.stringValue))
      return reading.text(into, wire.start, end);
    reading.messages(countMessages(wire, VALUE, start, end));
    // protobufjs keeps what is not described unless told
    const reader = Object.assign(protobuf.Reader.create(wire.bytes.subarray(start, end)), { discardUnknown: true });
    reading.string(into, textOf(VALUE.decode(reader) as unknown as AnyValue));
  }
}

/** Whether no later one has the same key. */
function lastOfEach(bytes: Buffer, places: readonly number[], count: number): (index: number) => boolean {
  if (count > FEW) {
    const last = new Map<string, number>();
    for (let index = 0; index < count; index += 1)
      last.set(bytes.toString('latin1', places[index * WIDTH], places[index * WIDTH + 1]), index);
    return (index) => last.get(bytes.toString('latin1', places[index * WIDTH], places[index * WIDTH + 1])) === index;
  }
  return (index) => {
    for (let later = index + 1; later < count; later += 1)
      if (isSame(bytes, places, index * WIDTH, later * WIDTH)) return false;
    return true;
  };
}

function isSame(bytes: Buffer, places: readonly number[], one: number, other: number): boolean {
  const [start = 0, end = 0, otherStart = 0, otherEnd = 0] = [
    places[one],
    places[one + 1],
    places[other],
    places[other + 1],
  ];
  if (end - start !== otherEnd - otherStart) return false;
  for (let at = 0; at < end - start; at += 1) if (bytes[start + at] !== bytes[otherStart + at]) return false;
  return true;
}
