/** Promise 11: whatever a source holds, nothing is thrown, nothing hangs, and no link is made up. */
import { propagation, trace } from '@opentelemetry/api';
import { CompositePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { configure, inSpan, LinkFrom, type LinkSource, linksFrom, parseLink, Span, SpanGuard, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { causeLink, linkedBy, message, messages, recordCounts } from '../fixtures';

const recorder = recordSpans();
const counts = recordCounts();
beforeEach(async () => {
  recorder.reset();
  await counts();
});
afterAll(() => recorder.stop());

const megabyte = 'a'.repeat(2 ** 20);
const valid = `00-${causeLink(0)}-01`;
const fail = (): never => {
  throw new Error('thrown by the input');
};
const throwing = (...names: string[]): object => Object.defineProperties({}, Object.fromEntries(names.map((name) => [name, { get: fail, enumerable: true }])));
const revoked = (target: object): object => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const cycle: Record<string, unknown> = { name: 'cycle' };
cycle.headers = cycle;
cycle.context = cycle;
const cyclicList: unknown[] = [];
cyclicList.push(cyclicList, [cyclicList]);
const hostile = new Proxy({}, { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail, getOwnPropertyDescriptor: fail });
const everything = new Proxy({}, { get: () => () => megabyte, has: () => true });
const deep = JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)) as unknown;

const inputs: [string, unknown][] = [
  ['a megabyte of text', megabyte],
  ['a megabyte that begins as a traceparent', valid + megabyte],
  ['a megabyte that begins as a traceparent of a later version', `cc-${causeLink(0)}-01${megabyte}`],
  ['a megabyte of JSON', `{"traceparent":"${megabyte}"}`],
  ['a megabyte of open braces', '{'.repeat(2 ** 20)],
  ['a traceparent header of a megabyte', { traceparent: megabyte }],
  ['a traceparent header of a megabyte of commas', { traceparent: ','.repeat(2 ** 20) }],
  ['every known header, each a megabyte', { b3: megabyte, 'uber-trace-id': megabyte, baggage: megabyte, 'x-amzn-trace-id': megabyte, tracestate: megabyte }],
  ['a megabyte of bytes', Buffer.alloc(2 ** 20, 'a')],
  ['a header of a megabyte of bytes', { headers: { traceparent: new Uint8Array(2 ** 20) } }],
  ['100,000 headers', Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`x-${n}`, 'value']))],
  ['100,000 pairs of headers', Array.from({ length: 100_000 }, (_, n) => [`x-${n}`, 'value'])],
  ['100,000 values of one header', { traceparent: Array.from({ length: 100_000 }, () => 'nonsense') }],
  ['100,000 items of nothing', Array.from({ length: 100_000 }, () => ({}))],
  ['an array of a huge length', Object.assign([], { length: 2 ** 32 - 1 })],
  ['an object with the length of an array', { length: 2 ** 53 }],
  ['getters that throw', throwing('traceparent', 'headers', 'context', 'spanContext', 'traceId', 'get', 'getValue')],
  ['headers with getters that throw', { headers: throwing('traceparent', 'tracestate', 'b3') }],
  ['a span context with getters that throw', Object.assign(throwing('traceFlags', 'isRemote'), { traceId: 'a', spanId: 'b' })],
  ['a link with a context that throws', { context: throwing('traceId') }],
  ['a method that throws', { spanContext: fail }],
  ['a context that throws', { getValue: fail }],
  ['headers whose get throws', { get: fail, keys: fail, [Symbol.iterator]: fail }],
  ['an iterator that throws', { [Symbol.iterator]: fail }],
  ['an iterator that is none', { [Symbol.iterator]: () => 7 }],
  ['a revoked proxy', revoked({})],
  ['a revoked proxy of an array', revoked([])],
  ['a proxy that throws', hostile],
  ['a proxy that has everything', everything],
  ['headers in a proxy that throws', { headers: hostile }],
  ['an object that holds itself', cycle],
  ['a list that holds itself', cyclicList],
  ['a list that is nested 5,000 deep', deep],
  ['a prototype of its own', { __proto__: { headers: fail } }],
  ['a prototype in JSON', JSON.parse(`{"__proto__": {"traceparent": "${valid}"}}`)],
  ['a prototype in the JSON of headers', { headers: `{"__proto__": {"traceparent": "${valid}"}}` }],
  ['a constructor in JSON', JSON.parse(`{"constructor": {"prototype": {"traceparent": "${valid}"}}}`)],
  ['nothing but a name', Object.create(null)],
  ['a function', fail],
  ['a class', SpanGuard],
  ['a number', NaN],
  ['a symbol', Symbol.iterator],
  ['a big number', 10n ** 100n],
  ['the global object', globalThis],
  ['an error', new Error(valid)],
  ['a date', new Date(NaN)],
  ['a module', trace],
];

test.each(inputs)('%s gives no link and no error', (_, input) => {
  expect(linksFrom(input as LinkSource)).toEqual([]);
  expect(linksFrom([input] as LinkSource)).toEqual([]);
  expect(linksFrom({ headers: input })).toEqual([]);
  expect(linksFrom({ traceparent: input, tracestate: input })).toEqual([]);
  expect(parseLink(input as string)).toBeUndefined();
  inSpan('block', { links: input as LinkSource }, (span) => span.link(input as LinkSource).link([input] as LinkSource));
  traced((_input: unknown) => 7, { name: 'traced', links: (given) => given as LinkSource, parent: (given) => given as LinkSource })(input);
  expect(recorder.spans.map(({ links }) => links)).toEqual([[], []]);
  expect(recorder.span('traced')).toBeRootSpan();
});

// what is longer than the limit of items leaves no room for others
const short = inputs.filter(([name]) => !name.startsWith('100,000') && !name.includes('huge'));
test.each(short)('%s beside good messages costs these no link', (_, input) => {
  expect(linkedBy({ links: linksFrom([message(0), input, message(1)] as LinkSource) })).toEqual([causeLink(0), causeLink(1)]);
  expect(linkedBy({ links: linksFrom([{ ...message(0), body: input }, { ...message(1), context: input }] as LinkSource) })).toHaveLength(2);
});

test('bad input inside a span gives no link to that span', () => {
  inSpan('current', () => {
    for (const [, input] of inputs) expect(linksFrom([input, { headers: input }] as LinkSource)).toEqual([]);
  });
});

test('100,000 messages are all linked to', () => {
  configure({ linkLimit: 10_000 });
  inSpan('batch', { links: messages(100_000) }, () => undefined);
  configure({ linkLimit: undefined });
  expect(new Set(recorder.spans.flatMap(linkedBy)).size).toBe(100_000);
});

test('what comes after 100,000 items is dropped, and counted', async () => {
  expect(linksFrom(messages(100_003))).toHaveLength(100_000);
  expect((await counts())['spanlink.links.dropped']).toBe(3);
});

const endless: [string, () => unknown][] = [
  ['nothing', () => undefined],
  ['one message', () => message(0)],
  ['empty lists', () => []],
  ['nested lists', () => [[[]]]],
  ['iterators', () => [][Symbol.iterator]()],
  ['what throws', () => revoked({})],
];
test.each(endless)('an iterator that never ends is left, when it gives %s', (_, item) => {
  let steps = 0;
  let isClosed = false;
  function* forever(): Generator<unknown> {
    try {
      while (steps++ < 1_000_000) yield item();
      fail();
    } finally {
      isClosed = true;
    }
  }
  expect(linksFrom(forever() as Iterable<LinkSource>).length).toBeLessThan(2);
  expect(isClosed).toBe(true);
  expect(steps).toBeLessThan(1_000_000);
});

test('trace state that is too long or malformed costs the link nothing else', () => {
  for (const tracestate of [megabyte, '=,=,=', 'a=1,'.repeat(10_000), '\u0000', [megabyte], 7, hostile]) {
    expect(linkedBy({ links: linksFrom({ headers: { traceparent: valid, tracestate } }) })).toHaveLength(tracestate === hostile ? 1 : 1);
  }
});

test('a propagator that throws is survived', () => {
  propagation.disable();
  propagation.setGlobalPropagator(new CompositePropagator({ propagators: [{ inject: fail, extract: fail, fields: () => [] }, new W3CTraceContextPropagator()] }));
  expect(linksFrom([{ headers: { b3: '1-2' } }, message(0)])).toHaveLength(1);
  propagation.disable();
  propagation.setGlobalPropagator({ inject: fail, extract: fail, fields: () => [] });
  expect(linksFrom([{ headers: { b3: '1-2' } }, message(0)])).toHaveLength(1);
});

test('a decorated method takes any arguments', () => {
  class Orders {
    @LinkFrom(0)
    @LinkFrom((first: unknown) => first as LinkSource)
    @Span()
    take(...args: unknown[]): unknown[] {
      return args;
    }
  }
  new SpanGuard(); // one that waits makes the arguments be looked at
  for (const [, input] of inputs) expect(new Orders().take(input, input)[0]).toBe(input);
});
