/** Promise 11: whatever a source holds, nothing is thrown, nothing hangs, and no link is made up. */
import { propagation } from '@opentelemetry/api';
import { CompositePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { configure, inSpan, LinkFrom, type LinkSource, linksFrom, parseLink, Span, SpanGuard, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { recordCounts } from '../fixtures/reports';
import { cause, causeLink, linkTargets, message, messages } from '../fixtures/spans';
import { fail, hostile, inputs, megabyte, revoked, throwing, valid } from '../fixtures/hostile-inputs';

const recorder = recordSpans();
const counts = recordCounts();
beforeEach(async () => {
  recorder.reset();
  await counts();
});
afterAll(() => recorder.stop());

test.each(inputs)('%s gives no link and no error', (_, input) => {
  expect(linksFrom(input as LinkSource)).toEqual([]);
  expect(linksFrom([input] as LinkSource)).toEqual([]);
  expect(linksFrom({ headers: input })).toEqual([]);
  expect(linksFrom({ traceparent: input, tracestate: input })).toEqual([]);
  expect(parseLink(input as string)).toBeUndefined();
  inSpan('block', { links: input as LinkSource }, (span) => span.link(input as LinkSource).link([input] as LinkSource));
  traced((_input: unknown) => 7, {
    name: 'traced',
    links: (given) => given as LinkSource,
    parent: (given) => given as LinkSource,
  })(input);
  expect(recorder.spans.map(({ links }) => links)).toEqual([[], []]);
  expect(recorder.span('traced')).toBeRootSpan();
});

// a list longer than the limit of items leaves no room for others
const short = inputs.filter(([name]) => !name.startsWith('100,000') && !name.includes('huge'));
test.each(short)('%s beside good messages costs them no link', (_, input) => {
  expect(linkTargets({ links: linksFrom([message(0), input, message(1)] as LinkSource) })).toEqual([
    causeLink(0),
    causeLink(1),
  ]);
  expect(
    linkTargets({
      links: linksFrom([
        { ...message(0), body: input },
        { ...message(1), context: input },
      ] as LinkSource),
    }),
  ).toHaveLength(2);
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
  expect(new Set(recorder.spans.flatMap(linkTargets)).size).toBe(100_000);
});

test('items past 100,000 are dropped, and counted', async () => {
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
test.each(endless)('an iterator that never ends is closed if it yields %s', (_, item) => {
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
    expect(linkTargets({ links: linksFrom({ headers: { traceparent: valid, tracestate } }) })).toEqual([causeLink(0)]);
  }
});

test('attributes that throw when they are read are left out, and cost no link', async () => {
  const link = (n: number): object => ({ context: { ...cause(n) }, attributes: throwing('size') });
  inSpan('given', { links: [link(0), message(1)] as LinkSource }, (span) =>
    span.link([link(2), message(3)] as LinkSource),
  );
  inSpan('computed', { links: linksFrom(messages(2), { attributes: () => throwing('size') as never }) }, (span) => {
    span.link(message(3), { attributes: throwing('size') as never });
  });
  expect(linkTargets(recorder.span('given'))).toEqual([0, 1, 2, 3].map(causeLink));
  expect(linkTargets(recorder.span('computed'))).toEqual([0, 1, 3].map(causeLink));
  expect(await counts()).toEqual({ 'spanlink.attributes.dropped': 5 });
});

test('a propagator that throws is survived', () => {
  propagation.disable();
  propagation.setGlobalPropagator(
    new CompositePropagator({
      propagators: [{ inject: fail, extract: fail, fields: () => [] }, new W3CTraceContextPropagator()],
    }),
  );
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
