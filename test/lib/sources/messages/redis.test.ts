/** Entries of Redis streams, as node-redis and ioredis deliver them. */
import { linksFrom, type LinkSource } from 'spanlink';
import { fromRedis } from 'spanlink/messages';
import { recordCounts } from '../../../fixtures/reports.js';
import { A, B, C, linkOf, linkTargets } from '../../../fixtures/spans.js';
import { read, testField, testHeaders } from './message-suite.js';

const flat = (fields: Readonly<Record<string, unknown>>): unknown[] =>
  Object.entries({ payload: '{}', ...fields }).flat();

const bytes = (value: unknown): Uint8Array => Buffer.from(value as string);

describe('An entry of node-redis', () => {
  testHeaders((fields) => ({ id: '1-0', message: { payload: '{}', ...fields } }));
  testField('message', { id: '1-0', message: { traceparent: A } });
});

describe('An entry of ioredis', () => {
  testHeaders((fields) => ['1526919030474-0', flat(fields)]);
});

test.each<[string, (entries: readonly Record<string, string>[]) => unknown]>([
  [
    'the reply of XREADGROUP in node-redis',
    (entries) => [{ name: 'orders', messages: entries.map((message) => ({ id: '1-0', message })) }],
  ],
  [
    'a stream of that reply',
    (entries) => ({ name: 'orders', messages: entries.map((message) => ({ id: '1-0', message })) }),
  ],
  ['entries of ioredis', (entries) => entries.map((fields) => ['1-0', flat(fields)])],
  ['the reply of XREADGROUP in ioredis', (entries) => [['orders', entries.map((fields) => ['1-0', flat(fields)])]]],
  ['a stream of that reply', (entries) => ['orders', entries.map((fields) => ['1-0', flat(fields)])]],
  [
    'that reply as bytes',
    (entries) => [[bytes('orders'), entries.map((fields) => [bytes('1-0'), flat(fields).map(bytes)])]],
  ],
])('each entry is read, and keeps its place: %s', async (_what, make) => {
  const counts = recordCounts();
  const links = linksFrom(
    make([{ traceparent: A, tracestate: 'vendor=1' }, { order: '7' }, { traceparent: B }]) as LinkSource,
    { attributes: (_entry, index) => ({ index }) },
  );
  expect(links.map(({ attributes }) => attributes)).toEqual([{ index: 0 }, { index: 2 }]);
  expect(links[0]?.context.traceState?.serialize()).toBe('vendor=1');
  const named = fromRedis(make([{ traceparent: A }, { traceparent: B }]) as Parameters<typeof fromRedis>[0]);
  expect(linkTargets({ links: named })).toEqual([linkOf(A), linkOf(B)]);
  expect(await counts()).toEqual({ 'spanlink.links.unreadable': 1 });
});

test('the reply of XREADGROUP in ioredis has the entries of every stream, also where the first were trimmed', () => {
  const reply = [
    [
      'orders',
      [
        ['1-0', null],
        ['2-0', flat({ traceparent: A })],
      ],
    ],
    ['parcels', [['1-0', flat({ traceparent: B })]]],
  ];
  const places = (_entry: unknown, index: number) => ({ index });
  expect(linksFrom(reply as LinkSource, { attributes: places }).map(({ attributes }) => attributes)).toEqual([
    { index: 1 },
    { index: 2 },
  ]);
});

test('a value that only looks like an entry is read as what it is', () => {
  expect(
    read([
      ['traceparent', A],
      ['tracestate', 'vendor=1'],
    ]),
  ).toEqual([linkOf(A)]);
  expect(read(['1-0', A])).toEqual([linkOf(A)]);
  expect(read([A, [B, C]])).toEqual([A, B, C].map(linkOf));
  expect(read(['1-0', ['traceparent']])).toEqual([]);
  expect(read([7, ['traceparent', A]])).toEqual([linkOf(A)]);
  expect(read(['7', [{ traceparent: A }, { traceparent: B }]])).toEqual([A, B].map(linkOf));
  expect(read(['orders', [['1-0', ['traceparent', A]]], { traceparent: B }])).toEqual([A, B].map(linkOf));
});

test('a proxy that throws when it is tested for a list costs no other entry its link, also beside a second one', () => {
  const revoked = (): unknown => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    return proxy;
  };
  expect(read([{ headers: { traceparent: A } }, revoked()])).toEqual([linkOf(A)]);
  expect(read([A, revoked()])).toEqual([linkOf(A)]);
  expect(read([['1-0', revoked()], A])).toEqual([linkOf(A)]);
  expect(read(['1-0', revoked()])).toEqual([]);
  expect(read(['orders', [revoked(), ['1-0', ['traceparent', A]]]])).toEqual([linkOf(A)]);
  expect(read(['orders', [['1-0', ['traceparent', A]], revoked()]])).toEqual([linkOf(A)]);
});
