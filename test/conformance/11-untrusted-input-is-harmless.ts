/** Promise 11: whatever a source holds, nothing is thrown, nothing hangs, and no link is made up. */
import assert from 'node:assert/strict';
import { propagation } from '@opentelemetry/api';
import { configure, inSpan, LinkFrom, type LinkSource, linksFrom, parseLink, Span } from 'spanlink';
import { assertLinks, cause, causeLink, message, messages } from './fixtures.js';
import type { Checks } from './run-checks.js';

const megabyte = 'a'.repeat(2 ** 20);
const valid = `00-${causeLink(0)}-01`;
const fail = (): never => {
  throw new Error('thrown by the input');
};
const throwing = (...keys: string[]): object =>
  Object.defineProperties({}, Object.fromEntries(keys.map((key) => [key, { get: fail, enumerable: true }])));
const revoked = (target: object): object => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const cycle: Record<string, unknown> = { name: 'cycle' };
cycle['headers'] = cycle;
const hostile = new Proxy({}, { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail });
const many = <Item>(item: (n: number) => Item): Item[] => Array.from({ length: 100_000 }, (_, n) => item(n));

/** A check that none of the inputs names a span, and that they cost the good messages beside them no link. */
const harmless =
  (...inputs: readonly unknown[]): Checks[string] =>
  () => {
    for (const input of inputs) {
      for (const source of [input, [input], { headers: input }, { traceparent: input, tracestate: input }])
        assert.deepEqual(linksFrom(source as LinkSource), []);
      assert.equal(parseLink(input as string), undefined);
      inSpan('block', { links: input as LinkSource }, (span) => void span.link(input as LinkSource));
      assertLinks({ links: linksFrom([message(0), { ...message(1), body: input }] as LinkSource) }, [0, 1]);
    }
  };

class Orders {
  @LinkFrom(0)
  @LinkFrom((first: unknown) => first as LinkSource)
  @Span()
  take(...args: unknown[]): unknown[] {
    return args;
  }
}

export const untrustedInputIsHarmless: Checks = {
  'a megabyte of text': harmless(megabyte, valid + megabyte, '{'.repeat(2 ** 20), `{"traceparent":"${megabyte}"}`),
  'headers of a megabyte': harmless(
    { traceparent: megabyte },
    { traceparent: ','.repeat(2 ** 20) },
    { b3: megabyte, 'uber-trace-id': megabyte, baggage: megabyte, 'x-amzn-trace-id': megabyte, tracestate: megabyte },
    { headers: { traceparent: new Uint8Array(2 ** 20) } },
  ),
  '100,000 headers': harmless(
    Object.fromEntries(many((n) => [`x-${n}`, 'value'])),
    many((n) => [`x-${n}`, 'value']),
    { traceparent: many(() => 'nonsense') },
  ),
  '100,000 items of nothing, and a huge length': harmless(
    many(() => ({})),
    Object.assign([], { length: 2 ** 32 - 1 }),
    { length: 2 ** 53 },
  ),
  'getters and methods that throw': harmless(
    throwing('traceparent', 'headers', 'context', 'spanContext', 'traceId', 'get', 'getValue'),
    { headers: throwing('traceparent', 'tracestate', 'b3') },
    { spanContext: fail },
    { getValue: fail },
    { get: fail, keys: fail, [Symbol.iterator]: fail },
  ),
  'proxies that throw, or have everything': harmless(
    hostile,
    revoked({}),
    revoked([]),
    { headers: hostile },
    new Proxy({}, { get: () => () => megabyte, has: () => true }),
  ),
  'objects that hold themselves, and lists 5,000 deep': harmless(
    cycle,
    JSON.parse('['.repeat(5_000) + ']'.repeat(5_000)),
  ),
  'tricks with prototypes': harmless(
    JSON.parse(`{"__proto__": {"traceparent": "${valid}"}}`),
    { headers: `{"__proto__": {"traceparent": "${valid}"}}` },
    JSON.parse(`{"constructor": {"prototype": {"traceparent": "${valid}"}}}`),
    Object.create(null),
  ),
  'values of other types': harmless(
    fail,
    NaN,
    Symbol.iterator,
    BigInt('9'.repeat(100)),
    globalThis,
    new Error(valid),
    new Date(NaN),
  ),
  '100,000 messages are all linked to'({ spans }) {
    configure({ linkLimit: 10_000 });
    inSpan('batch', { links: messages(100_000) }, () => undefined);
    const targets = spans.spans.flatMap(({ links }) => links.map(({ context }) => context.spanId));
    assert.equal(new Set(targets).size, 100_000);
  },
  'items past 100,000 are dropped, and counted'({ counts }) {
    assert.equal(linksFrom(messages(100_003)).length, 100_000);
    assert.deepEqual(counts, { 'spanlink.links.dropped': 3 });
  },
  'an iterator that never ends is closed'() {
    let steps = 0;
    let isClosed = false;
    function* forever(): Generator<LinkSource> {
      try {
        while (steps++ < 1_000_000) yield undefined;
      } finally {
        isClosed = true;
      }
    }
    assert.deepEqual(linksFrom(forever()), []);
    assert.ok(isClosed && steps < 1_000_000);
  },
  'trace state that is malformed costs the link nothing else'() {
    for (const tracestate of [megabyte, '=,=,=', 'a=1,'.repeat(10_000), '\u0000', [megabyte], 7, hostile])
      assertLinks({ links: linksFrom({ headers: { traceparent: valid, tracestate } }) }, [0]);
  },
  'attributes that throw when they are read are left out'({ counts }) {
    const link = { context: cause(0), attributes: throwing('size') };
    assertLinks({ links: linksFrom([link, message(1)] as LinkSource) }, [0, 1]);
    inSpan('block', { links: [link] as LinkSource }, () => undefined);
    assert.ok((counts['spanlink.attributes.dropped'] ?? 0) > 0);
  },
  'a propagator that throws is survived'() {
    propagation.disable();
    propagation.setGlobalPropagator({ inject: fail, extract: fail, fields: () => [] });
    assertLinks({ links: linksFrom([{ headers: { b3: '1-2' } }, message(0)]) }, [0]);
  },
  'a decorated method takes any arguments'() {
    for (const input of [megabyte, hostile, revoked({}), cycle, fail, null])
      assert.ok(Object.is(new Orders().take(input)[0], input));
  },
};
