/** One span of OTLP, in files of all forms in which OTLP is kept. */
import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { encode } from '../receive/receiving';
import { spanIdOf, traceIdOf } from '../store/spans';

const attribute = (key: string, value: object): object => ({ key, value });

/** A span that has something in each field. */
export const otlpSpan = (trace: number): object => ({
  traceId: traceIdOf(trace),
  spanId: spanIdOf(0x51),
  traceState: 'a=1',
  parentSpanId: spanIdOf(0x50),
  name: 'näme "{[',
  kind: 5,
  startTimeUnixNano: '1795000000123456789',
  endTimeUnixNano: '1795000000223456790',
  attributes: [
    attribute('text', { stringValue: 'a "quoted" \\ {[\n' }),
    attribute('int', { intValue: '9223372036854775807' }),
    attribute('list', { arrayValue: { values: [{ stringValue: 'a' }, { boolValue: true }] } }),
    attribute('map', { kvlistValue: { values: [attribute('k', { doubleValue: 1.5 })] } }),
  ],
  droppedAttributesCount: 1,
  events: [
    {
      timeUnixNano: '1795000000150000001',
      name: 'event',
      attributes: [attribute('e', { stringValue: '1' })],
      droppedAttributesCount: 2,
    },
  ],
  droppedEventsCount: 3,
  links: [
    {
      traceId: traceIdOf(0x99),
      spanId: spanIdOf(0x98),
      traceState: 'b=2',
      attributes: [attribute('spanlink.relation', { stringValue: 'retry_of' })],
      droppedAttributesCount: 4,
      flags: 0x301,
    },
  ],
  droppedLinksCount: 5,
  status: { code: 2, message: 'failed' },
  flags: 0x301,
});

const RESOURCE = {
  attributes: [attribute('service.name', { stringValue: 'orders' })],
  droppedAttributesCount: 6,
};
const SCOPE = {
  name: 'scope',
  version: '1.0',
  attributes: [attribute('scope.kind', { stringValue: 'test' })],
  droppedAttributesCount: 7,
};
const RESOURCE_SCHEMA = 'https://opentelemetry.io/schemas/1.37.0';
const SCOPE_SCHEMA = 'https://example.com/schemas/2';

/** The row that is stored of it. */
export const storedRow = (trace: number): object => ({
  Timestamp: '2026-11-18 11:06:40.123456789',
  TraceId: traceIdOf(trace),
  SpanId: spanIdOf(0x51),
  ParentSpanId: spanIdOf(0x50),
  TraceState: 'a=1',
  SpanName: 'näme "{[',
  SpanKind: 'Consumer',
  ServiceName: 'orders',
  ResourceAttributes: { 'service.name': 'orders' },
  ScopeName: 'scope',
  ScopeVersion: '1.0',
  SpanAttributes: {
    text: 'a "quoted" \\ {[\n',
    int: '9223372036854775807',
    list: '["a",true]',
    map: '{"k":1.5}',
  },
  Duration: 100_000_001,
  StatusCode: 'Error',
  StatusMessage: 'failed',
  'Events.Timestamp': ['2026-11-18 11:06:40.150000001'],
  'Events.Name': ['event'],
  'Events.Attributes': [{ e: '1' }],
  'Links.TraceId': [traceIdOf(0x99)],
  'Links.SpanId': [spanIdOf(0x98)],
  'Links.TraceState': ['b=2'],
  'Links.Attributes': [{ 'spanlink.relation': 'retry_of' }],
  DroppedAttributesCount: 1,
  DroppedEventsCount: 3,
  DroppedLinksCount: 5,
  'Events.DroppedAttributesCount': [2],
  'Links.Flags': [0x301],
  'Links.DroppedAttributesCount': [4],
  Flags: 0x301,
  ResourceSchemaUrl: RESOURCE_SCHEMA,
  ResourceDroppedAttributesCount: 6,
  ScopeSchemaUrl: SCOPE_SCHEMA,
  ScopeAttributes: { 'scope.kind': 'test' },
  ScopeDroppedAttributesCount: 7,
});

export const otlpRequest = (...spans: object[]): { resourceSpans: object[] } => ({
  resourceSpans: [
    {
      resource: RESOURCE,
      scopeSpans: [{ scope: SCOPE, spans, schemaUrl: SCOPE_SCHEMA }],
      schemaUrl: RESOURCE_SCHEMA,
    },
  ],
});

const inBytes = (value: unknown, key: string = ''): unknown => {
  if (Array.isArray(value)) return value.map((item) => inBytes(item));
  if (typeof value === 'string') return /^(traceId|spanId|parentSpanId)$/.test(key) ? Buffer.from(value, 'hex') : value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, inBytes(field, name)]));
};

export const otlpProtobuf = (request: object): Buffer => encode(inBytes(request) as object);

const withLength = (message: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  return Buffer.concat([length, message]);
};
const delimited = (message: Buffer): Buffer =>
  Buffer.concat([Buffer.from([(message.length & 0x7f) | 0x80, message.length >> 7]), message]);

/** Packs with the program zstd; `args` may choose a level or a window. */
export function zstd(content: string | Buffer, ...args: string[]): Buffer {
  const { stdout, status, stderr } = spawnSync('zstd', ['-c', '-q', ...args], {
    input: Buffer.from(content),
    maxBuffer: 2 ** 30,
  });
  if (status !== 0) throw new Error(stderr.toString());
  return stdout;
}

const line = (trace: number): string => `${JSON.stringify(otlpRequest(otlpSpan(trace)))}\n`;
const [resourceSpans] = [(trace: number): unknown => otlpRequest(otlpSpan(trace)).resourceSpans[0]];
const protobuf = (trace: number): Buffer => otlpProtobuf(otlpRequest(otlpSpan(trace)));

/** Of the fields of {@link otlpSpan}, those that protobuf's own mapping writes in another way. */
function asProtobufMaps(key: string, value: unknown): unknown {
  if (/^(traceId|spanId|parentSpanId)$/.test(key)) return Buffer.from(String(value), 'hex').toString('base64');
  if (key === 'kind') return 'SPAN_KIND_CONSUMER';
  return key === 'code' ? 'STATUS_CODE_ERROR' : value;
}

/** Files with one span of a trace, by what they are. */
export const OTLP_FILES: Readonly<Record<string, (trace: number) => string | Buffer>> = {
  'a line of JSON': line,
  'a line without its end': (trace) => line(trace).trimEnd(),
  'lines with ends of Windows, and empty ones': (trace) => `\r\n${line(trace).replace('\n', '\r\n')}\r\n`,
  'a pretty document': (trace) => JSON.stringify(otlpRequest(otlpSpan(trace)), null, 2),
  'a document with a byte order mark': (trace) => `\ufeff${line(trace)}`,
  'a list of documents': (trace) => `[\n${line(trace)},\n${JSON.stringify({ resourceSpans: [] })}]`,
  'documents behind each other': (trace) => `{}${line(trace).trimEnd()}{"resourceSpans":[]}`,
  'documents behind record separators': (trace) => `\u001e${line(trace)}\u001e{}`,
  'a document with its fields in another order': (trace) =>
    JSON.stringify({
      resourceSpans: [
        {
          scopeSpans: [{ schemaUrl: SCOPE_SCHEMA, spans: [otlpSpan(trace)], scope: SCOPE }],
          schemaUrl: RESOURCE_SCHEMA,
          resource: RESOURCE,
        },
      ],
    }),
  'a document of an earlier version of OTLP': (trace) =>
    JSON.stringify({
      resourceSpans: [
        {
          resource: RESOURCE,
          instrumentationLibrarySpans: [
            { instrumentationLibrary: SCOPE, spans: [otlpSpan(trace)], schemaUrl: SCOPE_SCHEMA },
          ],
          schemaUrl: RESOURCE_SCHEMA,
        },
      ],
    }),
  "an answer of Jaeger's /api/v3": (trace) => JSON.stringify({ result: { resourceSpans: [resourceSpans(trace)] } }),
  'an answer of Tempo, with ids in base64 and enums by name': (trace) =>
    JSON.stringify({ batches: [resourceSpans(trace)] }, asProtobufMaps, 2),
  'an answer of Tempo, with ids in hex': (trace) => JSON.stringify({ batches: [resourceSpans(trace)] }),
  'lines of several signals': (trace) => `{"resourceMetrics":[{"a":[1]}]}\n${line(trace)}{"resourceLogs":[]}\n`,
  protobuf,
  'requests in protobuf behind each other': (trace) => Buffer.concat([protobuf(trace), protobuf(trace)]),
  'protobuf as the file exporter writes it': (trace) =>
    Buffer.concat([withLength(protobuf(trace)), withLength(protobuf(trace)), withLength(Buffer.alloc(0))]),
  'JSON as the file exporter packs it': (trace) =>
    Buffer.concat([withLength(zstd(line(trace).trimEnd())), withLength(zstd(line(trace).trimEnd()))]),
  'protobuf as the file exporter packs it': (trace) => withLength(zstd(protobuf(trace))),
  'protobuf with lengths of the specification': (trace) =>
    Buffer.concat([delimited(protobuf(trace)), delimited(protobuf(trace))]),
};

/** Ways to pack a file. */
export const PACKINGS: Readonly<Record<string, (content: string | Buffer) => Buffer>> = {
  'as it is': (content) => Buffer.from(content),
  'with gzip': (content) => gzipSync(Buffer.from(content)),
  'with gzip, in several parts': (content) => {
    const bytes = Buffer.from(content);
    return Buffer.concat([gzipSync(bytes.subarray(0, 20)), gzipSync(bytes.subarray(20))]);
  },
  'with zstd': (content) => zstd(content),
  'with zstd, which tells its size': (content) => zstd(content, `--stream-size=${Buffer.byteLength(content)}`),
  'with zstd, in several frames': (content) => {
    const bytes = Buffer.from(content);
    return Buffer.concat([
      zstd(bytes.subarray(0, 5), '--no-check'),
      Buffer.from('502a4d1803000000616263', 'hex'),
      zstd(bytes.subarray(5), '-19'),
    ]);
  },
  'with zstd, and with gzip': (content) => gzipSync(zstd(content)),
};
