/** Promise 8: a link carries the attributes that OpenTelemetry allows; none of the others costs a link or a span. */
import { runInNewContext } from 'node:vm';
import type { Attributes, Link } from '@opentelemetry/api';
import { inSpan, LinkFrom, type LinkSource, linksFrom, SpanGuard, startSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { recordCounts, recordReports } from '../fixtures/reports';
import { cause, causeLink, linkTargets, message, messages } from '../fixtures/spans';

const recorder = recordSpans();
const counts = recordCounts();
beforeEach(async () => {
  recorder.reset();
  await counts();
});
afterAll(() => recorder.stop());

const circular: Record<string, unknown> = {};
circular.self = circular;
const revoked = (): unknown => {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
};
const attributesOf = (name: string): (Attributes | undefined)[] =>
  recorder.span(name).links.map(({ attributes }) => attributes);

class Consumer {
  @LinkFrom(0, { attributes: (item) => (item as { meta: Attributes }).meta })
  consume(_batch: readonly object[], _guard?: SpanGuard): void {}

  @LinkFrom(0, { attributes: { offset: 5n, topic: 'orders' } as unknown as Attributes })
  @LinkFrom(1, { relation: 'origin' })
  consumeAs(_message: LinkSource, _other?: LinkSource): void {}
}
const described = (n: number, meta: object): object => ({ ...message(n), meta });

const notAllowed: [string, unknown][] = [
  ['a BigInt', 5n],
  ['a circular object', circular],
  ['a plain object', { a: 1 }],
  ['a date', new Date(0)],
  ['a symbol', Symbol('secret')],
  ['a function', () => 'secret'],
  ['bytes', Buffer.from('secret')],
  ['a list of BigInts', [5n]],
  ['a list of two types', [1, 'two']],
  ['a list of lists', [[1]]],
  ['a list that is longer than any', new Array(2 ** 32 - 1)],
  ['a list that cannot be read', revoked()],
  ['an object whose `toJSON` throws', { toJSON: () => JSON.parse('{') as unknown }],
];

describe.each(notAllowed)('%s as an attribute', (_, value) => {
  const meta = { value, topic: 'orders' };

  test('is left out of every link, and counted for each', async () => {
    new Consumer().consume([described(0, meta), described(0, { ...meta, topic: 'returns' }), described(1, meta)]);
    expect(attributesOf('Consumer.consume')).toEqual([{ topic: 'orders' }, { topic: 'returns' }, { topic: 'orders' }]);
    expect(await counts()).toEqual({ 'spanlink.attributes.dropped': 3 });
  });

  test('costs no span where a guard is adopted', () => {
    const guard = new SpanGuard();
    guard.link(message(0), { attributes: meta as Attributes });
    new Consumer().consume([described(0, { ...meta, topic: 'returns' })], guard);
    expect(attributesOf('Consumer.consume')).toEqual([{ topic: 'returns' }, { topic: 'orders' }]);
  });

  test('is left out of a link that was given, and of one that is added later', () => {
    const link = { context: cause(0), attributes: meta } as unknown as Link;
    inSpan('block', { links: [link, message(1)] }, (span) => {
      span.link({ context: cause(2), attributes: meta as Attributes });
      span.link(message(2), { attributes: { value } as Attributes, relation: 'origin' });
    });
    expect(attributesOf('block')).toEqual([
      { topic: 'orders' },
      undefined,
      { topic: 'orders' },
      { 'spanlink.relation': 'origin' },
    ]);
  });
});

test('attributes that hold for all links of a source are copied and counted once', async () => {
  new Consumer().consumeAs(messages(3) as LinkSource, message(0));
  expect(attributesOf('Consumer.consumeAs')).toEqual([
    { topic: 'orders' },
    { topic: 'orders' },
    { topic: 'orders' },
    { 'spanlink.relation': 'origin' },
  ]);
  expect(await counts()).toEqual({ 'spanlink.attributes.dropped': 1 });
});

test('text, numbers, booleans and lists of one of them with gaps are kept, of any realm', async () => {
  const given = runInNewContext(
    '({ text: "a", big: 1.5, not: NaN, yes: true, empty: [], gaps: [null, "a", undefined], numbers: [1, NaN] })',
  ) as Attributes;
  expect(linksFrom(message(0), { attributes: given })[0]?.attributes).toEqual({
    text: 'a',
    big: 1.5,
    not: NaN,
    yes: true,
    empty: [],
    gaps: [null, 'a', undefined],
    numbers: [1, NaN],
  });
  expect(await counts()).toEqual({});
});

test('an attribute without a value says nothing: its link is a bare one', () => {
  inSpan('parent', (parent) =>
    inSpan('child', { links: linksFrom(parent, { attributes: { tenant: undefined } }) }, () => undefined),
  );
  expect(recorder.span('child')).toHaveLinkCount(0);
});

test('an attribute without a name is left out and counted', async () => {
  expect(linksFrom(message(0), { attributes: { '': 1 } })).toEqual([{ context: expect.anything() as unknown }]);
  expect(await counts()).toEqual({ 'spanlink.attributes.dropped': 1 });
});

test('attributes that change later do not change the link', () => {
  const offsets = [1, 2];
  const given = { offsets, topic: 'orders' };
  const guard = new SpanGuard().link({ context: cause(0), attributes: given });
  offsets.push(3);
  given.topic = 'returns';
  new Consumer().consume([], guard);
  expect(attributesOf('Consumer.consume')).toEqual([{ offsets: [1, 2], topic: 'orders' }]);
});

test('a getter is asked once, and one that throws costs its own attribute alone', async () => {
  let asked = 0;
  const meta = {
    get size(): number {
      return ++asked;
    },
    get broken(): never {
      throw new Error('no');
    },
    topic: 'orders',
  };
  new Consumer().consume([described(0, meta)]);
  expect(attributesOf('Consumer.consume')).toEqual([{ size: 1, topic: 'orders' }]);
  expect(await counts()).toEqual({ 'spanlink.attributes.dropped': 1 });
});

test('attributes of which nothing can be read cost no link', () => {
  const closed = new Proxy({}, { ownKeys: () => JSON.parse('{') as never });
  new Consumer().consume([described(0, closed), described(1, revoked() as object), described(2, { topic: 'orders' })]);
  expect(linkTargets(recorder.span('Consumer.consume'))).toEqual([causeLink(0), causeLink(1), causeLink(2)]);
});

test('links that say the same in another order are one, and unlike values are told apart', () => {
  const say = (attributes: Attributes): Link => ({ context: cause(0), attributes });
  const alike = [say({ a: 1, b: ['x'] }), say({ b: ['x'], a: 1 })];
  const unlike = [{ a: 1 }, { a: '1' }, { a: NaN }, { a: Infinity }, { a: [1, 2] }, { a: ['1', '2'] }, { a: ['1,2'] }];
  expect(linksFrom(alike)).toHaveLength(1);
  expect(linksFrom(unlike.map(say))).toHaveLength(unlike.length);
});

test('a relation that is no text is left out and counted', async () => {
  const relation = circular as unknown as string;
  const links = linksFrom([message(0), message(0)], { relation, attributes: (_, index) => ({ index }) });
  expect(links.map(({ attributes }) => attributes)).toEqual([{ index: 0 }, { index: 1 }]);
  expect(await counts()).toEqual({ 'spanlink.attributes.dropped': 1 });
});

test('a dropped attribute is reported once by its name, and never by its value', () => {
  const reports = recordReports();
  using span = startSpan('held');
  for (let n = 0; n < 3; n++) span.link(message(n), { attributes: { 'reported.once': [{ secret: 7 }] } as never });
  expect(reports).toHaveLength(1);
  expect(reports[0]).toContain("'reported.once'");
  expect(reports[0]).not.toContain('secret');
});
