/** Promise 9: links past the limit are spread over child spans, or counted. */
import { AlwaysOffSampler, SamplingDecision } from '@opentelemetry/sdk-trace-node';
import { configure, inSpan, LinkFrom, type LinkSource, Span, SpanGuard } from 'spanlink';
import { type FinishedSpan, recordSpans, type SpanRecorder } from 'spanlink/testing';
import { recordCounts, recordReports } from '../fixtures/reports';
import { cause, causeLink, linkTargets, type Message, message, messages } from '../fixtures/spans';

const reports = recordReports();
const counts = recordCounts();
let recorder: SpanRecorder;
beforeEach(async () => {
  recorder = recordSpans();
  await counts();
});
afterEach(() => {
  configure({ linkLimit: undefined, overflow: undefined, linkAttribute: undefined });
  recorder.stop();
});

class Orders {
  @LinkFrom(0)
  process(_batch: LinkSource): void {}

  @LinkFrom(0)
  async processLater(batch: Message[], later: Message[], span = SpanGuard.current()): Promise<void> {
    await Promise.resolve();
    for (const each of later) span.link(each);
  }

  @Span()
  late(guards: SpanGuard[]): void {
    guards.push(SpanGuard.current());
  }
}

const orders = new Orders();
const allLinks = (): string[] => recorder.spans.flatMap(linkTargets);
const parts = (): FinishedSpan[] => recorder.spans.filter((span) => span.name.includes(' links '));
const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, at) => causeLink(from + at));

test('10,000 links of one call are all found again, each once, on spans within the limit', async () => {
  orders.process(messages(10_000));
  const span = recorder.span('Orders.process');
  expect(new Set(allLinks())).toEqual(new Set(range(0, 10_000)));
  expect(allLinks()).toHaveLength(10_000);
  expect(linkTargets(span)).toEqual(range(0, 128));
  expect(parts().map(({ name }) => name)).toEqual(
    Array.from({ length: 78 }, (_, at) => `Orders.process links ${at + 2}/79`),
  );
  expect(Math.max(...recorder.spans.map(({ links }) => links.length))).toBe(128);
  for (const part of parts()) expect(part).toBeChildOf(span);
  expect(span.attributes).toEqual({ 'spanlink.links.total': 10_000 });
  await expect(counts()).resolves.toEqual({});
  expect(recorder.unfinished).toEqual([]);
});

test('as many links as the limit need no further span, and one more link does', () => {
  orders.process(messages(128));
  expect(recorder.span('Orders.process').attributes).toEqual({});
  recorder.reset();
  orders.process(messages(129));
  expect(recorder.spans.map(({ name }) => name)).toEqual(['Orders.process links 2/2', 'Orders.process']);
});

test('links past the limit keep their attributes, and mirror on their own span', () => {
  configure({ linkLimit: 2, linkAttribute: 'span_links' });
  inSpan('batch', (span) => span.link(messages(5), { relation: 'batch_item', attributes: (_, index) => ({ index }) }));
  expect(recorder.spans.map(({ name, attributes }) => [name, attributes.span_links])).toEqual([
    ['batch links 2/3', range(2, 4)],
    ['batch links 3/3', range(4, 5)],
    ['batch', range(0, 2)],
  ]);
  expect(recorder.span('batch links 3/3')).toLinkTo(cause(4), { relation: 'batch_item', attributes: { index: 4 } });
});

test.each([
  ['first', range(0, 8)],
  ['last', range(92, 100)],
] as const)('‘%s’ keeps that end, and counts the others', async (overflow, kept) => {
  configure({ linkLimit: 8, overflow });
  orders.process(messages(100));
  const span = recorder.span('Orders.process');
  expect(linkTargets(span)).toEqual(kept);
  expect(span.attributes).toEqual({ 'spanlink.links.total': 100, 'spanlink.links.dropped': 92 });
  await expect(counts()).resolves.toEqual({ 'spanlink.links.dropped': 92 });
  expect(parts()).toEqual([]);
});

test.each(['spread', 'first', 'last'] as const)(
  'a limit of 0 records no link, counts them all, and ‘%s’ changes nothing about it',
  async (overflow) => {
    configure({ linkLimit: 0, overflow });
    orders.process(messages(3));
    await orders.processLater([], messages(2));
    expect(allLinks()).toEqual([]);
    expect(recorder.span('Orders.process').attributes).toEqual({
      'spanlink.links.total': 3,
      'spanlink.links.dropped': 3,
    });
    expect(recorder.span('Orders.processLater').attributes).toEqual({
      'spanlink.links.total': 2,
      'spanlink.links.dropped': 2,
    });
    await expect(counts()).resolves.toEqual({ 'spanlink.links.dropped': 5 });
  },
);

test('links that come after the start are spread too', async () => {
  configure({ linkLimit: 4 });
  await orders.processLater(messages(3), messages(11));
  expect(allLinks().sort()).toEqual(range(0, 11));
  expect(linkTargets(recorder.span('Orders.processLater'))).toEqual(range(0, 4));
  expect(parts().map(({ name }) => name)).toEqual(['Orders.processLater links 2/3', 'Orders.processLater links 3/3']);
  expect(recorder.span('Orders.processLater').attributes).toEqual({ 'spanlink.links.total': 11 });
});

test('‘first’ drops links that come after the start if the span is full', async () => {
  configure({ linkLimit: 4, overflow: 'first' });
  await orders.processLater(messages(3), messages(6));
  expect(allLinks()).toEqual(range(0, 4));
  await expect(counts()).resolves.toEqual({ 'spanlink.links.dropped': 2 });
});

test('links that come after the end are refused, counted, and warned of once', async () => {
  const guards: SpanGuard[] = [];
  orders.late(guards);
  for (let turn = 0; turn < 3; turn++) guards[0]?.link(messages(2));
  expect(recorder.span('Orders.late')).toHaveLinkCount(0);
  await expect(counts()).resolves.toEqual({ 'spanlink.links.late': 6 });
  expect(reports.filter((report) => report.includes('Orders.late'))).toHaveLength(1);
});

test('a value without a context is counted', async () => {
  orders.process([message(0), 'nonsense', {}, 7, null] as LinkSource);
  await expect(counts()).resolves.toEqual({ 'spanlink.links.unreadable': 3 });
});

test('the limit of the environment holds, and configure takes precedence over it', () => {
  process.env.OTEL_SPAN_LINK_COUNT_LIMIT = '5';
  try {
    recorder = recordSpans();
    orders.process(messages(12));
    configure({ linkLimit: 3 });
    inSpan('configured', { links: messages(4) }, () => undefined);
  } finally {
    delete process.env.OTEL_SPAN_LINK_COUNT_LIMIT;
  }
  expect(parts().map(({ name }) => name)).toEqual([
    'Orders.process links 2/3',
    'Orders.process links 3/3',
    'configured links 2/2',
  ]);
  expect(new Set(recorder.spans.map(({ links }) => links.length))).toEqual(new Set([5, 2, 1, 3]));
});

test('nonsense in the environment is ignored', () => {
  process.env.OTEL_SPAN_LINK_COUNT_LIMIT = 'many';
  orders.process(messages(129));
  delete process.env.OTEL_SPAN_LINK_COUNT_LIMIT;
  expect(recorder.span('Orders.process')).toHaveLinkCount(128);
});

test('links of an unsampled span do not count as dropped, but those of an unsampled child span do', async () => {
  recorder = recordSpans({ sampler: new AlwaysOffSampler() });
  orders.process(messages(200));
  await expect(counts()).resolves.toEqual({});
  recorder = recordSpans({
    sampler: {
      shouldSample: (...[, , name]) => ({
        decision: name.includes(' links ') ? SamplingDecision.NOT_RECORD : SamplingDecision.RECORD_AND_SAMPLED,
      }),
    },
  });
  orders.process(messages(200));
  expect(recorder.span('Orders.process').attributes).toEqual({
    'spanlink.links.total': 200,
    'spanlink.links.dropped': 72,
  });
  await expect(counts()).resolves.toEqual({ 'spanlink.links.dropped': 72 });
});
