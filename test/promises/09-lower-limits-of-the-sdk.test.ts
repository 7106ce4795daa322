/** Promise 9: an SDK whose own limit is lower than the configured one loses no link either. */
import { configure, inSpan, LinkFrom, type LinkSource, SpanGuard } from 'spanlink';
import { recordSpans, type SpanRecorder } from 'spanlink/testing';
import { recordCounts } from '../fixtures/reports';
import { causeLink, linkTargets, messages } from '../fixtures/spans';

const counts = recordCounts();
let recorder: SpanRecorder;
beforeEach(async () => {
  recorder = recordSpans({ linkCountLimit: 32 });
  await counts();
});
afterEach(() => {
  configure({ overflow: undefined, linkAttribute: undefined, linkLimit: undefined });
  recorder.stop();
});

class Orders {
  @LinkFrom(0)
  process(_batch: LinkSource): void {}

  @LinkFrom(0)
  processLater(batch: LinkSource, later: LinkSource, span = SpanGuard.current()): void {
    span.link(later);
  }
}

const orders = new Orders();
const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, at) => causeLink(from + at));
const allLinks = (): string[] => recorder.spans.flatMap(linkTargets).sort();

test('no link is lost, on the first call nor on those that know the limit', async () => {
  for (let call = 0; call < 3; call++) {
    recorder.reset();
    orders.process(messages(1000));
    expect(allLinks()).toEqual(range(0, 1000).sort());
    expect(recorder.span('Orders.process').attributes).toEqual({ 'spanlink.links.total': 1000 });
    expect(recorder.spans).toHaveLength(Math.ceil(1000 / 32));
  }
  await expect(counts()).resolves.toEqual({});
});

test('no link that comes after the start is lost', () => {
  for (let call = 0; call < 2; call++) {
    recorder.reset();
    orders.processLater(messages(20), messages(90));
    expect(allLinks()).toEqual(range(0, 90).sort());
  }
});

test('links that come one by one are not lost', () => {
  inSpan('one by one', (span) => messages(100).forEach((each) => span.link(each)));
  expect(allLinks()).toEqual(range(0, 100).sort());
  inSpan('again', (span) => messages(10).forEach((each) => span.link(each)));
  expect(linkTargets(recorder.span('again'))).toEqual(range(0, 10));
});

test('a span below the limit teaches no limit', () => {
  for (const size of [1, 5, 32]) {
    inSpan(`${size}`, { links: messages(size) }, (span) => span.link(messages(size)));
    inSpan(`${size} later`, { links: messages(1) }, (span) => span.link(messages(32)));
  }
  expect(recorder.spans.map(({ name, links }) => [name, links.length])).toEqual(
    [1, 5, 32].flatMap((size) => [
      [`${size}`, size],
      [`${size} later`, 32],
    ]),
  );
});

test('‘last’ keeps the last links, and counts the others', async () => {
  configure({ overflow: 'last' });
  for (let call = 0; call < 2; call++) {
    recorder.reset();
    orders.processLater(messages(40), messages(50));
    expect(allLinks()).toEqual(range(18, 50).sort());
    expect(recorder.spans[0]?.attributes).toEqual({ 'spanlink.links.total': 50, 'spanlink.links.dropped': 18 });
  }
  await expect(counts()).resolves.toEqual({ 'spanlink.links.dropped': 36 });
});

test('‘first’ keeps the first links, once the limit is known', () => {
  configure({ overflow: 'first' });
  orders.process(messages(40));
  expect(recorder.span('Orders.process').attributes).toEqual({
    'spanlink.links.total': 40,
    'spanlink.links.dropped': 8,
  });
  recorder.reset();
  orders.process(messages(40));
  expect(allLinks()).toEqual(range(0, 32).sort());
});

test('the mirror shows the links that the span has', () => {
  configure({ linkAttribute: 'span_links' });
  for (let call = 0; call < 2; call++) {
    recorder.reset();
    orders.process(messages(70));
    for (const span of recorder.spans) expect(span.attributes.span_links).toEqual(linkTargets(span));
  }
});

test('an SDK that takes no links at all has them counted', async () => {
  recorder = recordSpans({ linkCountLimit: 0 });
  orders.processLater(messages(3), messages(5));
  expect(recorder.span('Orders.processLater').attributes).toEqual({
    'spanlink.links.total': 5,
    'spanlink.links.dropped': 5,
  });
  await expect(counts()).resolves.toEqual({ 'spanlink.links.dropped': 5 });
});
