/** Promise 2: no child span, sibling, event or later call carries the links of a span. */
import { setImmediate } from 'node:timers/promises';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { inSpan, LinkFrom, Span, SpanGuard, startSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { cause, causeLink, linkTargets, type Message, message, messages } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Orders {
  @LinkFrom(0)
  process(_batch: Message[]): void {
    this.child();
    inSpan('block', () => undefined);
    startSpan('held').complete();
    trace.getTracer('hand-written').startActiveSpan('hand-written', (span) => span.end());
  }

  @LinkFrom(0)
  async processLater(from: Message, depth: number): Promise<void> {
    await setImmediate();
    this.child();
    if (depth > 0) await this.processLater(from, depth - 1);
    await setImmediate();
    this.child();
  }

  @Span()
  child(): void {}

  @Span()
  async adopting(id: number, guard: SpanGuard): Promise<void> {
    for (let turn = 0; turn < id % 5; turn++) await setImmediate();
    guard.link(message(id + 1000)).setAttribute('id', id);
    SpanGuard.current().addEvent('linked');
    await inSpan(`child ${id}`, () => setImmediate());
  }

  @LinkFrom(0)
  *steps(_from: Message): Generator<number> {
    this.child();
    yield 1;
    this.child();
  }
}

const orders = new Orders();

test('no child of a sync method carries its links', () => {
  orders.process(messages(3));
  const parent = recorder.span('Orders.process');
  expect(parent).toHaveLinkCount(3);
  for (const name of ['Orders.child', 'block', 'held', 'hand-written']) {
    expect(recorder.span(name)).toBeChildOf(parent);
    expect(recorder.span(name)).toHaveLinkCount(0);
  }
});

test('no child of an async method carries its links, also after an await', async () => {
  await orders.processLater(message(0), 0);
  expect(recorder.span('Orders.processLater')).toHaveLinkCount(1);
  expect(recorder.named('Orders.child')).toHaveLength(2);
  for (const child of recorder.named('Orders.child')) expect(child).toHaveLinkCount(0);
});

test('a method that calls itself links each of its spans once', async () => {
  await orders.processLater(message(0), 3);
  expect(recorder.named('Orders.processLater').map(linkTargets)).toEqual(
    Array.from({ length: 4 }, () => [causeLink(0)]),
  );
  expect(recorder.named('Orders.child').flatMap(linkTargets)).toEqual([]);
});

test('no child of a generator carries its links', () => {
  for (const _ of orders.steps(message(0)));
  expect(recorder.span('Orders.steps')).toHaveLinkCount(1);
  expect(recorder.named('Orders.child').map((child) => child.links.length)).toEqual([0, 0]);
});

test('a sibling carries none of the links', () => {
  inSpan('parent', () => {
    orders.process(messages(2));
    orders.child();
  });
  const [, sibling] = recorder.named('Orders.child');
  expect(sibling).toBeChildOf(recorder.span('parent'));
  expect(sibling).toHaveLinkCount(0);
  expect(recorder.span('parent')).toHaveLinkCount(0);
});

test('a later call carries none of the links of an earlier one', () => {
  orders.process(messages(2));
  orders.process([]);
  orders.process([message(7)]);
  expect(recorder.named('Orders.process').map(linkTargets)).toEqual([[causeLink(0), causeLink(1)], [], [causeLink(7)]]);
});

test('events carry no links, and links make no events', () => {
  inSpan('block', { links: message(0) }, (span) => span.addEvent('one').link(message(1)));
  const { events, links } = recorder.span('block');
  expect(links).toHaveLength(2);
  expect(events).toHaveLength(1);
  expect(JSON.stringify(events)).not.toContain(cause(0).spanId);
});

test('a guard links its own span, also from inside a child', () => {
  inSpan('outer', (outer) => inSpan('inner', () => outer.link(message(0))));
  expect(recorder.span('outer')).toLinkTo(cause(0));
  expect(recorder.span('inner')).toHaveLinkCount(0);
});

test('a hundred interleaved calls keep their links, attributes and events apart', async () => {
  const ids = Array.from({ length: 100 }, (_, id) => id);
  await Promise.all(ids.map((id) => orders.adopting(id, new SpanGuard().link(message(id)))));
  const spans = recorder.named('Orders.adopting');
  expect(spans).toHaveLength(100);
  for (const span of spans) {
    const id = span.attributes.id as number;
    expect(linkTargets(span)).toEqual([causeLink(id), causeLink(id + 1000)]);
    expect(span.events).toHaveLength(1);
    expect(recorder.span(`child ${id}`)).toBeChildOf(span);
    expect(recorder.span(`child ${id}`)).toHaveLinkCount(0);
  }
});

test('work that outlives its method is a child of it, without its links', async () => {
  let later: Promise<void> | undefined;
  inSpan('starter', { links: message(0) }, () => {
    later = setImmediate().then(() => orders.child());
  });
  await later;
  expect(recorder.span('Orders.child')).toBeChildOf(recorder.span('starter'));
  expect(recorder.span('Orders.child')).toHaveLinkCount(0);
});

test('the context outside of a call is left as it was', async () => {
  const before = context.active();
  const running = orders.processLater(message(0), 0);
  expect(context.active()).toBe(before);
  expect(trace.getSpan(ROOT_CONTEXT)).toBeUndefined();
  await running;
  expect(context.active()).toBe(before);
});
