/** OTLP by its .proto file and protobufjs alone, to compare the explorer's readers with, and requests to begin with. */
import { readFileSync } from 'node:fs';
import protobuf, { type Field, type Type } from 'protobufjs';
import { LIMITS } from '../../server/receive/limits.js';
import { RequestDecoder } from '../../server/receive/request-decoder.js';
import { SpanBlock } from '../../server/store/span-block.js';
import { SPAN_COLUMNS } from '../../server/store/traces-table.js';

// rows have the time at which they were received
const NOW = 1_795_000_000_000;
Date.now = () => NOW;

const root = protobuf.parse(readFileSync('explorer/test/receive/otlp.proto', 'utf8'), { keepCase: false }).root;
root.resolveAll();
export const REQUEST = root.lookupType('ExportTraceServiceRequest');

const block = new SpanBlock(SPAN_COLUMNS);
const decoder = new RequestDecoder(block, LIMITS);

/** What becomes of a request in the explorer. */
export interface Decoded {
  readonly rows: Buffer;
  readonly accepted: number;
  readonly rejected: number;
  readonly traces: readonly string[];
  readonly linkedTraces: readonly string[];
}

/** Decodes a request as the explorer does. Throws as that does. */
export function decoded(body: Buffer): Decoded {
  const { acceptedSpans, rejectedSpans } = decoder.decode(body);
  const finished = block.finish();
  return {
    rows: Buffer.from(finished.rows.spans),
    accepted: acceptedSpans,
    rejected: rejectedSpans,
    traces: [...finished.traces()],
    linkedTraces: [...finished.linkedTraces()],
  };
}

/** Returns true if nothing of the last request is left. */
export const isEmpty = (): boolean => block.count === 0;

/** A request with one of everything, as JSON of OTLP. */
export const JSON_REQUEST = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'orders' } }], droppedAttributesCount: 1 },
      scopeSpans: [
        {
          scope: { name: 's', version: '1', attributes: [{ key: 'a', value: { boolValue: true } }] },
          spans: [
            {
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: 'b7ad6b7169203331',
              parentSpanId: '00f067aa0ba902b7',
              traceState: 'a=1',
              name: 'ship',
              kind: 2,
              startTimeUnixNano: '1795000000000000001',
              endTimeUnixNano: '1795000000000000009',
              attributes: [
                { key: 'n', value: { intValue: '-9223372036854775808' } },
                { key: 'd', value: { doubleValue: 1.5 } },
                { key: 'l', value: { arrayValue: { values: [{ intValue: 3 }, { bytesValue: 'aGk=' }] } } },
                { key: 'k', value: { kvlistValue: { values: [{ key: 'x', value: { stringValue: 'y' } }] } } },
              ],
              events: [{ timeUnixNano: '1795000000000000002', name: 'e', attributes: [{ key: 'b', value: {} }] }],
              links: [{ traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7', flags: 257 }],
              status: { code: 2, message: 'no' },
              flags: 1,
            },
          ],
        },
      ],
    },
  ],
};

const IDS = new Set(['traceId', 'spanId', 'parentSpanId']);

/**
 * Makes a request of JSON as its specification says (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding):
 * proto3 JSON by protobufjs, but with ids in hex, enums as numbers, and unknown names ignored.
 */
export function requestOfJson(value: unknown): Buffer {
  const request = REQUEST.fromObject(plainOf(value as Record<string, unknown>, REQUEST));
  return Buffer.from(REQUEST.encode(request).finish());
}

function plainOf(value: Readonly<Record<string, unknown>>, type: Type): Record<string, unknown> {
  const plain: Record<string, unknown> = {};
  for (const field of type.fieldsArray) {
    const content = Object.hasOwn(value, field.name) ? value[field.name] : undefined;
    if (content === undefined || content === null) continue;
    plain[field.name] = field.repeated
      ? (content as unknown[]).map((one) => scalarOf(one, field))
      : scalarOf(content, field);
  }
  return plain;
}

function scalarOf(value: unknown, field: Field): unknown {
  if (field.resolvedType instanceof protobuf.Type) return plainOf(value as Record<string, unknown>, field.resolvedType);
  if (field.type === 'bytes') {
    if (!IDS.has(field.name)) return Buffer.from(value as string, 'base64');
    return /^(?:[\da-f]{2})*$/i.test(value as string) ? Buffer.from(value as string, 'hex') : Buffer.alloc(1);
  }
  if (field.type === 'string') return (value as string).toWellFormed();
  return value;
}
