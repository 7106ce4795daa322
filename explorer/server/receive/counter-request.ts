/** A request with counters while it is decoded: the values of its fields, and what became of its points. */
import protobuf from 'protobufjs';
import type { MessageFields } from '../otlp/message-fields.js';
import { POINT, types } from '../otlp/otlp-messages.js';
import type { KeyValue } from '../otlp/otlp-messages.js';
import { countNestedMessages, forEachMessage, ProtobufReader } from '../otlp/protobuf-reader.js';
import { anyValueToText } from './any-value.js';
import type { CounterPoint } from './counter-sequences.js';
import { ExportError } from './export-error.js';

export interface DecodedCounters {
  readonly points: readonly CounterPoint[];
  readonly rejected: number;
  /** Sentences about the points that were rejected. */
  readonly problems: readonly string[];
}

/** The points that are taken of one request. */
const MOST_POINTS = 10_000;
/** The largest count: a number holds it exactly. */
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

const PROBLEMS = {
  value: `points rejected: their value is no count, from 0 to ${LARGEST}`,
  temporality: 'points rejected: their temporality is neither delta nor cumulative',
  many: `points rejected: of one request, ${MOST_POINTS} points of counters are taken`,
} as const;

const KEY_VALUE = types.lookupType('KeyValue');

export class CounterRequest {
  readonly reader: ProtobufReader;
  /** When it was received, in nanoseconds since 1970. */
  readonly now = BigInt(Date.now()) * 1_000_000n;
  readonly #points: CounterPoint[] = [];
  readonly #rejections = new Map<keyof typeof PROBLEMS, number>();
  readonly #mostMessages: number;
  #messages = 0;

  constructor(body: Buffer, mostMessages: number) {
    this.reader = new ProtobufReader(body);
    this.#mostMessages = mostMessages;
  }

  /** True once no more points are taken. */
  get isFull(): boolean {
    return this.#points.length >= MOST_POINTS;
  }

  add(point: CounterPoint): void {
    this.#points.push(point);
  }

  reject(why: keyof typeof PROBLEMS): void {
    this.#rejections.set(why, (this.#rejections.get(why) ?? 0) + 1);
  }

  result(): DecodedCounters {
    return {
      points: this.#points,
      rejected: [...this.#rejections.values()].reduce((sum, count) => sum + count, 0),
      problems: [...this.#rejections].map(([why, count]) => `${count} ${PROBLEMS[why]}`),
    };
  }

  /** Counts messages. Throws an {@link ExportError} above the limit. */
  countMessages(count: number): void {
    this.#messages += count;
    if (this.#messages > this.#mostMessages)
      throw new ExportError(
        'payloadTooLarge',
        `The request has more than ${this.#mostMessages} messages in it (metrics, points, attributes, …). ` +
          'Send fewer metrics at once.',
      );
  }

  text(fields: MessageFields, fieldNumber: number): string {
    return this.reader.bytes.toString('utf8', fields.start(fieldNumber), fields.end(fieldNumber));
  }

  /** Reads attributes as text; of those with the same key, the last. */
  attributes(owner: MessageFields, fieldNumber: number): ReadonlyMap<string, string> {
    const { reader } = this;
    const attributes = new Map<string, string>();
    forEachMessage(reader, owner.start(fieldNumber), owner.end(fieldNumber), fieldNumber, (start, end) => {
      this.countMessages(countNestedMessages(reader, KEY_VALUE, start, end));
      const bytes = reader.bytes.subarray(start, end);
      // by default, protobufjs keeps unknown fields
      const decoder = Object.assign(protobuf.Reader.create(bytes), { discardUnknown: true });
      const { key, value } = KEY_VALUE.decode(decoder) as unknown as KeyValue;
      attributes.set(key, anyValueToText(value));
    });
    return attributes;
  }

  /** Reads a time; 0 if there is none. */
  time(point: MessageFields, fieldNumber: number): bigint {
    return point.has(fieldNumber) ? this.reader.bytes.readBigUInt64LE(point.start(fieldNumber)) : 0n;
  }

  /** Reads the value of a point; undefined if it is none that a counter can have. */
  count(point: MessageFields): bigint | undefined {
    const { bytes } = this.reader;
    if (point.has(POINT.asInt)) {
      const value = bytes.readBigInt64LE(point.start(POINT.asInt));
      return value >= 0n && value <= LARGEST ? value : undefined;
    }
    if (!point.has(POINT.asDouble)) return undefined;
    const value = Math.round(bytes.readDoubleLE(point.start(POINT.asDouble)));
    return value >= 0 && value <= Number.MAX_SAFE_INTEGER ? BigInt(value) : undefined;
  }
}
