/** The forms of files: whatever the file is, the same span is read from it. */
import type { Store } from '../../server/store/open-store';
import { closeAll, openForTest } from '../store/folder';
import { spanIdOf, traceIdOf } from '../store/spans';
import { OTLP_FILES, otlpProtobuf, otlpRequest, otlpSpan, PACKINGS, storedRow, zstd } from './otlp-files';
import { problemsOf, read, storedOf } from './reading';

let store: Store;
let number = 0x1000;
beforeAll(async () => {
  store = await openForTest();
});
afterAll(closeAll);

const distinct = (rows: readonly unknown[]): unknown[] => [...new Set(rows.map((row) => JSON.stringify(row)))];

const CASES = Object.entries(OTLP_FILES).flatMap(([form, file]) =>
  Object.entries(PACKINGS).map(([packing, pack]) => ({ form, packing, file, pack })),
);

test.each(CASES)('$form, packed $packing, is read whole', async ({ form, file, pack }) => {
  number += 1;
  const answer = await read(store, pack(file(number)));
  const left = form === 'lines of several signals' ? ['2 lists of metrics, logs or profiles left out.'] : [];
  expect(problemsOf(answer)).toEqual(left);
  expect(answer.forms).toEqual([/rotobuf/.test(form) ? 'OTLP protobuf' : 'OTLP JSON']);
  expect(distinct(await storedOf(store, number))).toEqual(distinct([storedRow(number)]));
});

test.each(Object.entries(OTLP_FILES))('%s is read the same, byte by byte', async (_, file) => {
  number += 1;
  const answer = await read(store, file(number), 1);
  expect(answer.spans).toBeGreaterThan(0);
  expect(distinct(await storedOf(store, number))).toEqual(distinct([storedRow(number)]));
});

test('Ids in base64 and enums by name are fields, and no part of a text; a name that is none is told', async () => {
  number += 1;
  const text = '"kind": "SPAN_KIND_SERVER", "traceId": "AAAAAAAAAAAAAAAAAAAAAA=="';
  const span = { ...otlpSpan(number), kind: 'SPAN_KIND_CLIENT', name: text };
  const answer = await read(store, JSON.stringify(otlpRequest(span, { ...span, kind: 'SPAN_KIND_OTHER' })));
  expect(problemsOf(answer)).toEqual([expect.stringContaining('SPAN_KIND_OTHER; the span is left out.')]);
  expect(await storedOf(store, number)).toEqual([
    { ...(storedRow(number) as object), SpanKind: 'Client', SpanName: text },
  ]);
});

test('A status of no kind is one, by its name', async () => {
  number += 1;
  const span = { ...otlpSpan(number), status: { code: 'STATUS_CODE_UNSET' } };
  expect(problemsOf(await read(store, JSON.stringify(otlpRequest(span), null, 1)))).toEqual([]);
  expect(await storedOf(store, number)).toMatchObject([{ StatusCode: 'Unset' }]);
});

test('Fields of protobuf that a later version may have are skipped, wherever they are', async () => {
  number += 1;
  // a text, a number, and numbers of 8 and of 4 bytes
  const later = Buffer.from('7a0178' + '787f' + '790102030405060708' + '7d01020304', 'hex');
  const [resourceSpans] = otlpRequest(otlpSpan(number)).resourceSpans;
  const bytes = otlpProtobuf({ resourceSpans: [resourceSpans] });
  // behind the tag, and a length of two bytes
  const inner = Buffer.concat([bytes.subarray(3), later]);
  const length = Buffer.from([(inner.length & 0x7f) | 0x80, inner.length >> 7]);
  const answer = await read(store, Buffer.concat([bytes.subarray(0, 1), length, inner, later]));
  expect([problemsOf(answer), answer.spans]).toEqual([[], 1]);
  expect(await storedOf(store, number)).toEqual([storedRow(number)]);
});

test('Blocks of zstd that repeat one byte are unpacked, of any size; the first frame may be one to skip', async () => {
  number += 1;
  const line = JSON.stringify(otlpRequest(otlpSpan(number)));
  const skipped = Buffer.from('502a4d1803000000616263', 'hex');
  const answer = await read(store, Buffer.concat([skipped, zstd(`${line}\n${' '.repeat(1_000_000)}\n${line}`)]));
  expect([problemsOf(answer), answer.spans]).toEqual([[], 2]);
});

test('One file may have several forms, and the answer names them with the first traces', async () => {
  const zipkin = { traceId: 'abc', id: 'd', timestamp: 1_795_000_000_000_000, localEndpoint: { serviceName: 'z' } };
  const jaeger = {
    data: [{ traceID: 'abd', spans: [{ traceID: 'abd', spanID: 'e', startTime: 1_795_000_000_000_000 }] }],
  };
  const lines = [otlpRequest(otlpSpan(0xabe)), [zipkin], jaeger].map((one) => JSON.stringify(one)).join('\n');
  const answer = await read(store, lines);
  expect(answer).toEqual({
    name: 'file',
    forms: ['OTLP JSON', 'Zipkin JSON', 'Jaeger JSON'],
    spans: 3,
    traces: expect.arrayContaining(['abc', 'abd', 'abe'].map((id) => id.padStart(32, '0'))),
    problems: [],
    problemsTotal: 0,
  });
});

describe('what is around spans, and larger than a batch or behind them', () => {
  const text = 'x'.repeat(3000);
  const spansOf = (trace: number): object[] =>
    Array.from({ length: 400 }, (_, index) => ({
      ...otlpSpan(trace),
      spanId: spanIdOf(index + 1),
      attributes: [{ key: 'text', value: { stringValue: text } }],
    }));
  const partOf = (trace: number): Record<string, object> =>
    otlpRequest(...spansOf(trace)).resourceSpans[0] as Record<string, object>;

  test.each<[string, (trace: number) => string | Buffer]>([
    ['JSON', (trace) => JSON.stringify({ resourceSpans: [partOf(trace)] })],
    [
      'JSON with the resource behind its spans',
      (trace) => {
        const { scopeSpans, resource, ...rest } = partOf(trace);
        return JSON.stringify({ resourceSpans: [{ scopeSpans, resource, ...rest }] });
      },
    ],
    ['protobuf', (trace) => otlpProtobuf({ resourceSpans: [partOf(trace)] })],
    ['JSON, packed', (trace) => zstd(JSON.stringify({ resourceSpans: [partOf(trace)] }), '--long=27')],
  ])('is stored with each of them, of %s', async (_, contentOf) => {
    number += 1;
    const answer = await read(store, contentOf(number));
    expect([problemsOf(answer), answer.spans]).toEqual([[], 400]);
    const rows = await store.query(
      `SELECT uniqExact(SpanId) AS spans, any(ServiceName) AS service,
  uniqExact(ServiceName, ScopeName, ResourceSchemaUrl, ScopeSchemaUrl) AS around
  FROM ${store.tables.traces} WHERE TraceId = {trace:String} AND SpanAttributes['text'] = {text:String}`,
      { text, trace: traceIdOf(number) },
    );
    expect(rows).toEqual([{ spans: 400, around: 1, service: 'orders' }]);
  });
});

test.each([
  ['JSON', JSON.stringify],
  ['protobuf', otlpProtobuf],
] as const)(
  'Schema URLs that are behind too many spans are told, and the spans are stored, of %s',
  async (_, write) => {
    number += 1;
    const text = 'y'.repeat(60_000);
    const request = otlpRequest(
      ...Array.from({ length: 200 }, (_, index) => ({
        ...otlpSpan(number),
        spanId: spanIdOf(index + 1),
        attributes: [{ key: 'text', value: { stringValue: text } }],
      })),
    );
    const answer = await read(store, write(request));
    expect([problemsOf(answer), answer.spans]).toEqual([
      ['2 schema URLs behind more than 8 MiB of spans left out of some.'],
      200,
    ]);
  },
);
