/** Zipkin's JSON, version 2 and 1. */
import type { Store } from '../../server/store/open-store';
import { closeAll, openForTest } from '../store/folder';
import { spanIdOf, traceIdOf } from '../store/spans';
import { problemsOf, read, storedOf } from './reading';

let store: Store;
let number = 0x3000;
beforeAll(async () => {
  store = await openForTest();
});
beforeEach(() => (number += 1));
afterAll(closeAll);

const START = 1_795_000_000_123_456;
const zipkinSpan = (fields: object = {}): object => ({
  traceId: number.toString(16).padStart(16, '0'),
  id: spanIdOf(0x51),
  name: 'get /',
  timestamp: START,
  duration: 7,
  localEndpoint: { serviceName: 'orders', ipv4: '10.0.0.1' },
  ...fields,
});

test.each([
  ['as a list', (...spans: object[]) => JSON.stringify(spans)],
  ['as a pretty list', (...spans: object[]) => JSON.stringify(spans, null, 2)],
  ['as a list of traces', (...spans: object[]) => JSON.stringify([spans])],
  ['as spans on lines', (...spans: object[]) => spans.map((span) => JSON.stringify(span)).join('\n')],
])('Every field of a span is stored in its place, %s', async (_, write) => {
  const answer = await read(
    store,
    write(
      zipkinSpan({
        parentId: spanIdOf(0x50),
        kind: 'CLIENT',
        remoteEndpoint: { serviceName: 'payments', ipv4: '10.0.0.2', port: 8080 },
        annotations: [{ timestamp: START + 1, value: 'retry' }],
        tags: {
          'http.path': '/',
          error: 'card declined',
          'w3c.tracestate': 'a=1',
          'otel.scope.name': 'scope',
          'otlp.link.0': `${traceIdOf(0xab)}|${spanIdOf(0xcd)}|b=2|{"spanlink.relation":"retry_of","n":1}|3`,
          'otlp.link.x': 'a tag',
          'otlp.link.1': 'no link',
        },
      }),
      // the same id on both sides of a call
      zipkinSpan({ kind: 'SERVER', shared: true, localEndpoint: { serviceName: 'payments' }, timestamp: START + 2 }),
      zipkinSpan({ id: spanIdOf(0x53), localEndpoint: {}, timestamp: START + 3, duration: undefined }),
    ),
  );
  expect([problemsOf(answer), answer.forms, answer.spans]).toEqual([[], ['Zipkin JSON'], 3]);
  const [first, second, third] = await storedOf(store, number);
  expect(first).toMatchObject({
    Timestamp: '2026-11-18 11:06:40.123456000',
    TraceId: traceIdOf(number),
    ParentSpanId: spanIdOf(0x50),
    TraceState: 'a=1',
    SpanName: 'get /',
    SpanKind: 'Client',
    ServiceName: 'orders',
    ScopeName: 'scope',
    Duration: 7000,
    StatusCode: 'Error',
    StatusMessage: 'card declined',
    'Events.Name': ['retry'],
    'Links.TraceId': [traceIdOf(0xab)],
    'Links.SpanId': [spanIdOf(0xcd)],
    'Links.TraceState': ['b=2'],
    'Links.Attributes': [{ 'spanlink.relation': 'retry_of', n: '1' }],
    'Links.DroppedAttributesCount': [3],
  });
  // and nothing else: a tag that has become a field, or a link, is no attribute
  expect(first?.SpanAttributes).toEqual({
    'http.path': '/',
    error: 'card declined',
    'otlp.link.x': 'a tag',
    'otlp.link.1': 'no link',
    'peer.service': 'payments',
    'network.peer.address': '10.0.0.2',
    'network.peer.port': '8080',
  });
  expect(second).toMatchObject({ SpanId: spanIdOf(0x51), SpanKind: 'Server', ServiceName: 'payments' });
  expect(third).toMatchObject({ SpanKind: 'Internal', ServiceName: '', Duration: 0, StatusCode: 'Unset' });
});

test('Of version 1, a span that client and server share becomes two, with what each knows of it', async () => {
  const [shop, payments] = [{ serviceName: 'shop' }, { serviceName: 'payments' }];
  const answer = await read(
    store,
    JSON.stringify([
      {
        traceId: number.toString(16).padStart(16, '0'),
        id: spanIdOf(0x51),
        parentId: spanIdOf(0x50),
        name: 'pay',
        timestamp: START,
        duration: 100,
        annotations: [
          { timestamp: START, value: 'cs', endpoint: shop },
          { timestamp: START + 10, value: 'sr', endpoint: payments },
          { timestamp: START + 20, value: 'retried', endpoint: shop },
          { timestamp: START + 90, value: 'ss', endpoint: payments },
          { timestamp: START + 100, value: 'cr', endpoint: shop },
        ],
        binaryAnnotations: [
          { key: 'http.path', value: '/pay', endpoint: shop },
          { key: 'sa', value: true, endpoint: payments },
        ],
      },
      {
        traceId: number.toString(16).padStart(16, '0'),
        id: spanIdOf(0x52),
        name: 'local',
        timestamp: START + 200,
        duration: 5,
        annotations: [],
        binaryAnnotations: [{ key: 'lc', value: 'component', endpoint: payments }],
      },
    ]),
  );
  expect([problemsOf(answer), answer.spans]).toEqual([[], 3]);
  const [client, server, local] = await storedOf(store, number);
  expect(client).toMatchObject({
    SpanKind: 'Client',
    ServiceName: 'shop',
    Duration: 100_000,
    SpanAttributes: { 'http.path': '/pay' },
    'Events.Name': ['retried'],
  });
  expect(server).toMatchObject({ SpanKind: 'Server', ServiceName: 'payments', Duration: 80_000, 'Events.Name': [] });
  expect(local).toMatchObject({ SpanKind: 'Internal', ServiceName: 'payments', SpanAttributes: { lc: 'component' } });
});

test('An unfinished span starts with its first annotation; one without any time is told and left out', async () => {
  const answer = await read(
    store,
    JSON.stringify(
      [
        zipkinSpan({ timestamp: undefined, annotations: [{ timestamp: START, value: 'started' }] }),
        zipkinSpan({ timestamp: undefined, id: spanIdOf(0x52) }),
      ],
      null,
      1,
    ),
  );
  expect(problemsOf(answer)).toEqual([expect.stringMatching(/^\d+: a span has no timestamp; the span is left out\.$/)]);
  expect(await storedOf(store, number)).toMatchObject([{ Timestamp: '2026-11-18 11:06:40.123456000' }]);
});

test('Of version 1, each kind is read, with the times and the service that its annotations tell', async () => {
  const endpoint = { serviceName: 'queue' };
  const part = (id: number, value: string, fields: object = {}): object => ({
    ...{ traceId: number.toString(16).padStart(16, '0'), id: spanIdOf(id), name: 'part' },
    annotations: [{ timestamp: START + id, value, endpoint }],
    ...fields,
  });
  const [sa, tag] = [
    { key: 'sa', value: true, endpoint: { serviceName: 'db', port: 5432 } },
    { key: 'sql', value: 'SELECT 1' },
  ];
  const answer = await read(
    store,
    JSON.stringify([
      part(1, 'ms'),
      part(2, 'mr'),
      part(3, 'ss'),
      part(4, 'cs', { binaryAnnotations: [sa, tag] }),
      // nobody tells whose it is: not its other side
      part(5, '', { annotations: [], timestamp: START, binaryAnnotations: [sa, tag] }),
    ]),
  );
  expect([problemsOf(answer), answer.spans]).toEqual([[], 5]);
  const rows = (await storedOf(store, number)).sort((one, other) =>
    String(one.SpanId) < String(other.SpanId) ? -1 : 1,
  );
  const peer = { 'peer.service': 'db', 'network.peer.port': '5432', sql: 'SELECT 1' };
  expect(
    rows.map(({ SpanKind, ServiceName, Duration, SpanAttributes }) => [
      SpanKind,
      ServiceName,
      Duration,
      SpanAttributes,
    ]),
  ).toEqual([
    ['Producer', 'queue', 0, {}],
    ['Consumer', 'queue', 0, {}],
    ['Server', 'queue', 0, {}],
    ['Client', 'queue', 0, peer],
    ['Internal', '', 0, peer],
  ]);
});

test('Tags in which OpenTelemetry writes its own fields become these, and no attributes', async () => {
  const tags = [
    {
      'otel.status_code': 'OK',
      'otel.status_description': 'fine',
      'otel.library.name': 'l',
      'otel.library.version': '2',
    },
    { 'otel.status_code': 'ERROR', error: 'true', 'w3c.tracestate': 'a=1' },
    { error: 'false' },
    { error: 'declined', 'otel.scope.version': '3' },
  ];
  const spans = tags.map((each, index) =>
    zipkinSpan({ id: spanIdOf(index + 1), timestamp: START + index, tags: each }),
  );
  expect(problemsOf(await read(store, JSON.stringify(spans)))).toEqual([]);
  const rows = await storedOf(store, number);
  expect(rows.map(({ SpanAttributes }) => SpanAttributes)).toEqual([
    {},
    { error: 'true' },
    { error: 'false' },
    { error: 'declined' },
  ]);
  expect(rows.map(({ StatusCode, StatusMessage }) => [StatusCode, StatusMessage])).toEqual([
    ...[
      ['Ok', 'fine'],
      ['Error', ''],
      ['Unset', ''],
      ['Error', 'declined'],
    ],
  ]);
  expect(rows.map(({ TraceState, ScopeName, ScopeVersion }) => [TraceState, ScopeName, ScopeVersion])).toEqual([
    ...[
      ['', 'l', '2'],
      ['a=1', '', ''],
      ['', '', ''],
      ['', '', '3'],
    ],
  ]);
});

test('A document of one span is read the same, byte by byte', async () => {
  // what is looked at first comes in one piece
  const long = { tags: { text: 'x'.repeat(5000) } };
  const answer = await read(store, JSON.stringify({ ...long, ...zipkinSpan({ duration: 12, kind: 'SERVER' }) }), 1);
  expect([problemsOf(answer), answer.spans]).toEqual([[], 1]);
  expect(await storedOf(store, number)).toMatchObject([{ SpanKind: 'Server', Duration: 12_000 }]);
});
