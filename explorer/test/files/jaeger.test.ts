/** Jaeger's JSON: a reference to the caller is the parent, and all other references are links. */
import type { Store } from '../../server/store/open-store';
import { closeAll, openForTest } from '../store/folder';
import { spanIdOf, traceIdOf } from '../store/spans';
import { problemsOf, read, storedOf } from './reading';

let store: Store;
let number = 0x2000;
beforeAll(async () => {
  store = await openForTest();
});
beforeEach(() => (number += 1));
afterAll(closeAll);

const tag = (key: string, type: string, value: unknown): object => ({ key, type, value });
const reference = (refType: string, traceID: string, spanID: string): object => ({ refType, traceID, spanID });
const START = 1_795_000_000_123_456;

const jaegerSpan = (fields: object = {}): object => ({
  // Jaeger writes ids of 64 bits without the zeros before them
  traceID: number.toString(16),
  spanID: '51',
  operationName: 'work',
  references: [],
  startTime: START,
  duration: 7,
  tags: [],
  logs: [],
  processID: 'p1',
  warnings: null,
  ...fields,
});

const traceOf = (...spans: object[]): object => ({
  traceID: number.toString(16),
  spans,
  processes: {
    p1: { serviceName: 'orders', tags: [tag('host', 'string', 'a')] },
    p2: { serviceName: 'payments', tags: [] },
  },
  warnings: null,
});
const answerOf = (...spans: object[]): object => ({
  data: [traceOf(...spans)],
  total: 0,
  limit: 0,
  offset: 0,
  errors: null,
});

test.each([
  ['as its page saves it', (...spans: object[]) => JSON.stringify(answerOf(...spans), null, 4)],
  ['on one line', (...spans: object[]) => JSON.stringify(answerOf(...spans))],
  ['as a trace alone', (...spans: object[]) => JSON.stringify(traceOf(...spans))],
  ['as traces on lines', (...spans: object[]) => spans.map((one) => `${JSON.stringify(traceOf(one))}\n`).join('')],
])('Every field of a span is stored in its place, %s', async (_, write) => {
  const answer = await read(
    store,
    write(
      jaegerSpan({
        references: [
          reference('CHILD_OF', number.toString(16), '50'),
          reference('FOLLOWS_FROM', 'ab', 'cd'),
          reference('CHILD_OF', 'ef', '12'),
        ],
        tags: [
          tag('span.kind', 'string', 'producer'),
          tag('otel.status_code', 'string', 'ERROR'),
          tag('otel.status_description', 'string', 'failed'),
          tag('otel.scope.name', 'string', 'scope'),
          tag('otel.scope.version', 'string', '1.0'),
          tag('w3c.tracestate', 'string', 'a=1'),
          tag('text', 'string', 'a'),
          tag('bool', 'bool', true),
          tag('int', 'int64', 42),
          tag('text of an int', 'int64', '9223372036854775807'),
          tag('float', 'float64', 1.5),
          tag('bytes', 'binary', 'AQI='),
        ],
        logs: [{ timestamp: START + 1, fields: [tag('event', 'string', 'retry'), tag('n', 'int64', 2)] }],
      }),
      jaegerSpan({ spanID: '52', processID: 'p2', tags: [tag('error', 'bool', true)], startTime: START + 5 }),
    ),
  );
  expect([problemsOf(answer), answer.forms, answer.spans]).toEqual([[], ['Jaeger JSON'], 2]);
  const [first, second] = await storedOf(store, number);
  expect(first).toMatchObject({
    Timestamp: '2026-11-18 11:06:40.123456000',
    SpanId: spanIdOf(0x51),
    ParentSpanId: spanIdOf(0x50),
    TraceState: 'a=1',
    SpanName: 'work',
    SpanKind: 'Producer',
    ServiceName: 'orders',
    ResourceAttributes: { 'service.name': 'orders', host: 'a' },
    ScopeName: 'scope',
    ScopeVersion: '1.0',
    Duration: 7000,
    StatusCode: 'Error',
    StatusMessage: 'failed',
    'Events.Timestamp': ['2026-11-18 11:06:40.123457000'],
    'Events.Name': ['retry'],
    'Links.TraceId': [traceIdOf(0xab), traceIdOf(0xef)],
    'Links.SpanId': [spanIdOf(0xcd), spanIdOf(0x12)],
    'Links.Attributes': [{ 'opentracing.ref_type': 'follows_from' }, { 'opentracing.ref_type': 'child_of' }],
  });
  // and nothing else: a tag that has become a field is no attribute
  expect([first?.SpanAttributes, first?.['Events.Attributes']]).toEqual([
    {
      text: 'a',
      bool: 'true',
      int: '42',
      'text of an int': '9223372036854775807',
      float: '1.5',
      bytes: 'AQI=',
    },
    [{ n: '2' }],
  ]);
  expect(second).toMatchObject({
    SpanId: spanIdOf(0x52),
    ParentSpanId: '',
    ServiceName: 'payments',
    SpanKind: 'Unspecified',
    StatusCode: 'Error',
    SpanAttributes: { error: 'true' },
    'Links.TraceId': [],
  });
});

test('Processes may be in spans, parents without references, and numbers longer than those of JavaScript', async () => {
  const span = JSON.stringify(
    jaegerSpan({
      parentSpanID: '50',
      processID: undefined,
      process: { serviceName: 'x' },
      tags: [tag('n', 'int64', 0)],
    }),
  );
  const answer = await read(store, `{"spans":[${span.replace('"value":0', '"value":9007199254740993')}]}`);
  expect(problemsOf(answer)).toEqual([]);
  expect(await storedOf(store, number)).toMatchObject([
    { ServiceName: 'x', ParentSpanId: spanIdOf(0x50), SpanAttributes: { n: '9007199254740993' } },
  ]);
});

test('Tags of another type than they say are stored as they are, and those of a library as its scope', async () => {
  const tags = [
    tag('int', 'int64', 1.5),
    tag('int in words', 'int64', 'one'),
    tag('bytes', 'binary', 7),
    tag('float', 'float64', true),
    tag('float in words', 'float64', 'half'),
    tag('no float', 'float64', {}),
    { key: 'without a value', type: 'float64' },
    tag('otel.library.name', 'string', 'l'),
    tag('otel.library.version', 'string', '2'),
  ];
  const answer = await read(store, JSON.stringify({ spans: [jaegerSpan({ process: {}, tags })] }));
  expect(problemsOf(answer)).toEqual([]);
  const [row] = await storedOf(store, number);
  expect([row?.SpanAttributes, row?.ResourceAttributes, row?.ScopeName, row?.ScopeVersion]).toEqual([
    {
      int: '1.5',
      'int in words': 'one',
      bytes: '7',
      float: 'true',
      'float in words': 'half',
      'no float': '{}',
      'without a value': '',
    },
    {},
    'l',
    '2',
  ]);
});

test('A reference that follows from a span of the same trace is a link, and no call', async () => {
  const answer = await read(
    store,
    JSON.stringify(answerOf(jaegerSpan({ references: [reference('FOLLOWS_FROM', number.toString(16), '50')] }))),
  );
  expect(problemsOf(answer)).toEqual([]);
  expect(await storedOf(store, number)).toMatchObject([
    { ParentSpanId: '', 'Links.TraceId': [traceIdOf(number)], 'Links.SpanId': [spanIdOf(0x50)] },
  ]);
});

test('A span that is wrong is told with its line, and left out', async () => {
  const answer = await read(
    store,
    JSON.stringify(
      answerOf(
        jaegerSpan({ startTime: 'yesterday' }),
        jaegerSpan({ spanID: 'not hex' }),
        jaegerSpan({ duration: -1 }),
        jaegerSpan({ startTime: `${START} UTC` }),
        jaegerSpan({ startTime: undefined }),
        jaegerSpan(),
      ),
      null,
      1,
    ),
  );
  expect(problemsOf(answer)).toEqual([
    expect.stringMatching(/^6: startTime has to be microseconds, and is yesterday; the span is left out\.$/),
    expect.stringMatching(/^\d+: its span id is not 8 bytes, or all zero; the span is left out\.$/),
    expect.stringMatching(/^\d+: duration has to be microseconds, and is -1; the span is left out\.$/),
    expect.stringMatching(/^\d+: startTime has to be microseconds, and is \d+ UTC; the span is left out\.$/),
    expect.stringMatching(/^\d+: startTime has to be microseconds, and is missing; the span is left out\.$/),
  ]);
  expect(answer.spans).toBe(1);
  expect(await storedOf(store, number)).toHaveLength(1);
});
