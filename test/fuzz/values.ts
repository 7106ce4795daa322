/** Makes values of bytes: what clients deliver, what strangers send, and what does its worst. */
import { MESSAGE_FIELDS } from '../../lib/sources/messages/fields';
import { A, B } from './spans';

/** Names that readers look for, beside `MESSAGE_FIELDS`. */
const HEADERS = [
  ...['traceparent', 'tracestate', 'Traceparent', 'diagnostic-id', 'Diagnostic-Id', 'traceid', 'traceId', 'spanId'],
  ...['ce-traceparent', 'ce_traceparent', 'cloudEvents:traceparent', 'cloudEvents_traceparent', 'ce-tracestate'],
  ...['googclient_traceparent', 'googclient_OpenTelemetrySpanContext', 'x-amzn-trace-id', 'b3', 'uber-trace-id'],
  ...['x-b3-traceid', 'x-b3-spanid', 'x-datadog-trace-id', 'x-datadog-parent-id', 'x-datadog-tags', 'sentry-trace'],
  ...['StringValue', 'BinaryValue', 'stringValue', 'binaryValue', 'Value', 'Type', 'value', 'key', 'name', 'data'],
  ...['spanContext', 'getValue', 'setValue', 'deleteValue', 'next', 'length', 'then', '__proto__', 'constructor'],
  ...['AWSTraceHeader', '_datadog', 'metadata', 'telemetry', 'tm', 'getHeaders', 'getArgs', 'TRACEPARENT'],
];
const KEYS = [...new Set([...MESSAGE_FIELDS, ...HEADERS])];

/** Texts of known spans, and others that name none. */
const TEXTS = [
  A,
  B,
  A.replace('00-', 'ff-'),
  A.slice(3, 52),
  'Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331',
  '0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1',
  '0af7651916cd43dd8448eb211c80319c:b7ad6b7169203331:0:1',
  `traceparent=${A}\ntracestate=a=1`,
  '0af7651916cd43dd8448eb211c80319c',
  'b7ad6b7169203331',
  '5208512171318403364',
  '0'.repeat(32),
  'vendor=1,ot=th:8',
  'aws:sqs',
  'Binary',
  'String',
  '1526919030474-0',
  '',
];

/** The ids that a link may name: those of the texts. */
const KNOWN = /0af7651916cd43dd8448eb211c80319c|4bf92f3577b34da6a3ce929d0e0e4736|^0{16}48486d/;

const MOST_DEPTH = 6;
const MOST_VALUES = 300;

const fail = (): never => {
  throw new Error('thrown by the input');
};

/** Reads bytes one by one, and gives the value that they spell. */
export class Values {
  /** True once a text was spelt byte by byte, which may name any span. */
  isFree = false;
  readonly #bytes: Buffer;
  #at = 0;
  #made = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Returns true if no link but to a known span may come of the values. */
  allows(traceId: string): boolean {
    return this.isFree || KNOWN.test(traceId);
  }

  next(depth = 0): unknown {
    if (depth > MOST_DEPTH || this.#made++ > MOST_VALUES) return undefined;
    const make = MAKERS[this.byte() % MAKERS.length] as (values: Values, depth: number) => unknown;
    return make(this, depth + 1);
  }

  byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  text(): string {
    return TEXTS[this.byte() % TEXTS.length] as string;
  }

  key(): string {
    const byte = this.byte();
    return byte === 255 ? this.free() : (KEYS[byte % KEYS.length] as string);
  }

  free(): string {
    this.isFree = true;
    const length = this.byte() % 64;
    this.#at += length;
    return this.#bytes.toString('latin1', this.#at - length, this.#at);
  }

  list(depth: number): unknown[] {
    return Array.from({ length: this.byte() % 5 }, () => this.next(depth));
  }

  entries(depth: number): [string, unknown][] {
    return Array.from({ length: 1 + (this.byte() % 4) }, () => [this.key(), this.next(depth)]);
  }

  object(depth: number): Record<string, unknown> {
    return Object.fromEntries(this.entries(depth));
  }
}

/** An object of a class, whose fields are getters. */
class Message {
  constructor(fields: Record<string, unknown>) {
    for (const name of Object.keys(fields))
      Object.defineProperty(this, name, { get: () => fields[name], enumerable: true, configurable: true });
  }
}

const json = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
};

const MAKERS: readonly ((values: Values, depth: number) => unknown)[] = [
  (values) => [undefined, null, false, true, 0, NaN, -1, 7n, Symbol.iterator, ''][values.byte() % 10],
  (values) => values.text(),
  (values) => values.text(),
  (values) => values.free(),
  (values) => Buffer.from(values.text()),
  (values, depth) => values.object(depth),
  (values, depth) => values.object(depth),
  (values, depth) => values.object(depth),
  (values, depth) => new Message(values.object(depth)),
  (values, depth) => values.list(depth),
  (values, depth) => values.entries(depth),
  (values, depth) => new Map(values.entries(depth)),
  (values, depth) => new Set(values.list(depth)),
  (values, depth) => json(values.next(depth)),
  (values, depth) => Buffer.from(json(values.next(depth))),
  (values, depth) => json(values.next(depth)).replaceAll('"key"', '"__proto__"'),
  (values, depth) => {
    const value = values.next(depth);
    return () => value;
  },
  (values, depth) => values.list(depth).values(),
  (values, depth) => Object.assign(Object.create(null) as object, values.object(depth)),
  (values) => Object.defineProperty({}, values.key(), { get: fail, enumerable: true }),
  (values) => new Proxy(values.byte() % 2 === 0 ? {} : [], { get: fail, has: fail, ownKeys: fail }),
  (values) => {
    const { proxy, revoke } = Proxy.revocable(values.byte() % 2 === 0 ? {} : [], {});
    revoke();
    return proxy;
  },
  (values, depth) => {
    const object = values.object(depth);
    return Object.defineProperty(object, values.key(), { value: object, enumerable: true });
  },
  (values) => Buffer.from(values.text()).toString('base64'),
  (values) => Array.from(Buffer.from(values.text())),
  (values) => new Uint8Array(Buffer.from(values.text())).buffer,
  (values) =>
    Object.fromEntries([
      [values.key(), values.text()],
      ['tracestate', values.text()],
    ]),
  (values, depth) => [values.text(), values.list(depth)],
];
