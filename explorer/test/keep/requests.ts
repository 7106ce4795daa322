/** Requests of OTLP for the tests of keeping, from plain values. */
import { createHash } from 'node:crypto';
import { bufferOf, types } from '../../server/otlp/otlp-messages';

const REQUEST = types.lookupType('ExportTraceServiceRequest');

/** A text, a whole number as a bigint, another number, a truth value, or an AnyValue as it is. */
export type Value = string | bigint | number | boolean | object;

export interface TestSpan {
  readonly trace?: string;
  readonly id?: string;
  readonly parent?: string;
  readonly name?: string;
  readonly start?: bigint;
  readonly end?: bigint;
  readonly status?: number;
  readonly flags?: number;
  readonly traceState?: string;
  readonly attributes?: Readonly<Record<string, Value>>;
  /** To the trace of a name, or to an id in hex, which may be none. */
  readonly links?: readonly {
    readonly to?: string;
    readonly toId?: string;
    readonly span?: string;
    readonly attributes?: Readonly<Record<string, Value>>;
  }[];
}

export interface TestResource {
  readonly resource?: Readonly<Record<string, Value>>;
  readonly scope?: string;
  readonly spans: readonly TestSpan[];
}

/** Returns the trace id of a name, in hex. */
export const traceId = (name: string): string => createHash('md5').update(name).digest('hex');

const keyValues = (attributes: Readonly<Record<string, Value>> = {}): object[] =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));

function anyValue(value: Value): object {
  switch (typeof value) {
    case 'string':
      return { stringValue: value };
    case 'bigint':
      return { intValue: int64(value) };
    case 'number':
      return { doubleValue: value };
    case 'boolean':
      return { boolValue: value };
    default:
      return value;
  }
}

const int64 = (value: bigint): object => ({
  low: Number(BigInt.asIntN(32, value)),
  high: Number(BigInt.asIntN(32, value >> 32n)),
  unsigned: false,
});

let count = 0;

function spanMessage(span: TestSpan): object {
  count += 1;
  const id = Buffer.alloc(8);
  id.writeUInt32BE(count, 4);
  return {
    traceId: Buffer.from(traceId(span.trace ?? 'trace'), 'hex'),
    spanId: span.id === undefined ? id : Buffer.from(span.id, 'hex'),
    ...(span.parent !== undefined && { parentSpanId: Buffer.from(span.parent, 'hex') }),
    name: span.name ?? 'span',
    startTimeUnixNano: int64(span.start ?? 1_000_000_000n),
    endTimeUnixNano: int64(span.end ?? 1_000_000_001n),
    ...(span.status !== undefined && { status: { code: span.status } }),
    ...(span.flags !== undefined && { flags: span.flags }),
    ...(span.traceState !== undefined && { traceState: span.traceState }),
    attributes: keyValues(span.attributes),
    links: (span.links ?? []).map(({ to = '', toId = traceId(to), span: toSpan = '00000000000000aa', attributes }) => ({
      traceId: Buffer.from(toId, 'hex'),
      spanId: Buffer.from(toSpan, 'hex'),
      attributes: keyValues(attributes),
    })),
  };
}

/** Encodes a request in protobuf. */
export function encodeRequest(...resources: readonly TestResource[]): Buffer {
  const resourceSpans = resources.map(({ resource, scope, spans }) => ({
    resource: { attributes: keyValues(resource) },
    scopeSpans: [{ scope: { name: scope ?? 'test' }, spans: spans.map(spanMessage) }],
  }));
  return bufferOf(REQUEST.encode(REQUEST.fromObject({ resourceSpans })).finish());
}
