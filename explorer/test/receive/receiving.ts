/** A store with receivers, and OTLP requests, for tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { openReceivers } from '../../server/receive/open-receivers.js';
import type { ReceiveOptions, Receivers } from '../../server/receive/open-receivers.js';
import type { Store, StoreOptions } from '../../server/store/open-store.js';
import { SpanBlock } from '../../server/store/span-block.js';
import type { Rows } from '../../server/store/span-block.js';
import { SPAN_COLUMNS } from '../../server/store/traces-table.js';
import { closeAll, openForTest } from '../store/folder.js';

const open: Receivers[] = [];

/** Opens receivers on free ports, on a new store. */
export async function receiving(
  options: ReceiveOptions = {},
  storeOptions: StoreOptions = {},
): Promise<{ store: Store; receivers: Receivers; http: string; grpc: string }> {
  const store = await openForTest(storeOptions);
  const receivers = await openReceivers(store, { httpPort: 0, grpcPort: 0, ...options });
  open.push(receivers);
  return { store, receivers, http: `http://${receivers.http}`, grpc: receivers.grpc ?? '' };
}

/** Receivers of {@link receivingRows}, and what they have written. */
export interface Written {
  readonly receivers: Receivers;
  readonly http: string;
  readonly grpc: string;
  /** The rows of spans, by insert. */
  readonly inserts: readonly Rows[];
  /** The rows of counters, by insert. */
  readonly counters: readonly Uint8Array[];
}

interface RowsOptions extends ReceiveOptions {
  /** In days. */
  readonly retention?: number;
  /** Fails, or takes its time, as an engine may. */
  readonly append?: (rows: Rows) => Promise<void>;
}

/** Opens receivers on free ports, on no engine: one takes half a second to open, and many tests ask nothing of it. */
export async function receivingRows({ append, retention, ...options }: RowsOptions = {}): Promise<Written> {
  const inserts: Rows[] = [];
  const counters: Uint8Array[] = [];
  const store = {
    block: () => new SpanBlock(SPAN_COLUMNS),
    append: async (rows: Rows) => {
      await append?.(rows);
      inserts.push(rows);
    },
    appendCounters: (block: Uint8Array) => Promise.resolve(void counters.push(block)),
    ...(retention !== undefined && { retention }),
  };
  const receivers = await openReceivers(store, { httpPort: 0, grpcPort: 0, ...options });
  open.push(receivers);
  return { receivers, http: `http://${receivers.http}`, grpc: receivers.grpc ?? '', inserts, counters };
}

/** Call in `afterEach`. */
export async function closeReceiving(): Promise<void> {
  for (const receivers of open.splice(0)) await receivers.close();
  await closeAll();
}

/** OTLP from its .proto file, independent of the explorer's own description. */
const otlp = protobuf.parse(readFileSync(join(__dirname, 'otlp.proto'), 'utf8'), { keepCase: false }).root;

export const encode = (request: object): Buffer => {
  const type = otlp.lookupType('ExportTraceServiceRequest');
  return Buffer.from(type.encode(type.fromObject(request)).finish());
};
export const decodeAs = (type: string, body: Uint8Array): Record<string, unknown> => {
  const message = otlp.lookupType(type);
  return message.toObject(message.decode(body), { longs: Number, bytes: Buffer });
};

export const PROTOBUF = 'application/x-protobuf';
export const JSON_TYPE = 'application/json';

export const traceIdBytes = Buffer.from('0102030405060708090a0b0c0d0e0f10', 'hex');
export const spanIdBytes = (number: number): Buffer => Buffer.from(number.toString(16).padStart(16, '0'), 'hex');

/** Creates a request with spans of the service `orders`, for `encode`. */
export const requestOf = (...spans: object[]): object => ({
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'orders' } }] },
      scopeSpans: [{ scope: { name: 'test', version: '1.0' }, spans }],
    },
  ],
});

/** Creates a span for `requestOf`. */
export const otlpSpan = (number: number, fields: object = {}): object => ({
  traceId: traceIdBytes,
  spanId: spanIdBytes(number),
  name: 'work',
  kind: 1,
  startTimeUnixNano: '1795000000123456789',
  endTimeUnixNano: '1795000000223456790',
  ...fields,
});

export const post = (
  address: string,
  body: Buffer | string,
  headers: Record<string, string> = { 'content-type': PROTOBUF },
): Promise<Response> =>
  fetch(`${address}/v1/traces`, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    headers,
  });

/** Reads the stored spans, sorted by id: the columns that a Collector writes. */
export const stored = (store: Store): Promise<Record<string, unknown>[]> =>
  store.query(
    `SELECT ${SPAN_COLUMNS.join(', ')} FROM ${store.tables.traces} ORDER BY SpanId LIMIT 1 BY TraceId, SpanId`,
  );
