/** The option `links`: sources that are known, or computed from the arguments. */
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { inSpan, LinkFrom, linksFrom, Span, startSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { cause, causeLink, linkTargets, type Message, message, messages } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

interface Order {
  upload: Message;
  payment: Message;
}

class Orders {
  readonly previous = message(5);

  @Span({ links: [message(0), causeLink(1), cause(2), null, { context: cause(3) }] })
  fixed(): void {}

  @Span({ links: (order: Order) => [order.upload, order.payment] })
  computed(_order: Order): void {}

  @Span({
    links(this: Orders) {
      return this.previous;
    },
  })
  ofInstance(): void {}

  @Span({ links: (order: Order) => linksFrom(order.upload, { relation: 'origin' }) })
  @LinkFrom((order: Order) => order.payment, { relation: 'triggered' })
  both(_order: Order): void {}

  @Span({ links: (items: Iterable<string>) => items })
  borrowed(items: Iterable<string>): string[] {
    return [...items];
  }

  @Span({ links: (count: number) => numbered(count) })
  own(_count: number): void {}
}

function* numbered(count: number): Generator<string> {
  for (let n = 0; n < count; n++) yield causeLink(n);
}

const order: Order = { upload: message(0), payment: message(1) };

test('the option links takes sources in every form', () => {
  new Orders().fixed();
  expect(linkTargets(recorder.span('Orders.fixed'))).toEqual([0, 1, 2, 3].map(causeLink));
});

test('the option links takes a function of the arguments and the instance', () => {
  new Orders().computed(order);
  new Orders().ofInstance();
  expect(recorder.spans.map(linkTargets)).toEqual([[causeLink(0), causeLink(1)], [causeLink(5)]]);
});

test('@LinkFrom adds to the option links', () => {
  new Orders().both(order);
  expect(recorder.span('Orders.both')).toLinkTo(cause(0), { relation: 'origin' });
  expect(recorder.span('Orders.both')).toLinkTo(cause(1), { relation: 'triggered' });
  expect(recorder.span('Orders.both')).toHaveLinkCount(2);
});

test('the option links does not consume an iterator among the arguments', () => {
  expect(new Orders().borrowed(numbered(2))).toEqual([causeLink(0), causeLink(1)]);
  expect(recorder.span('Orders.borrowed')).toHaveLinkCount(0);
  expect(new Orders().borrowed([causeLink(0)])).toHaveLength(1);
  expect(recorder.spans[1]).toHaveLinkCount(1);
});

test('the option links reads an iterator that its function returns', () => {
  new Orders().own(3);
  expect(recorder.span('Orders.own')).toHaveLinkCount(3);
});

test('the option links takes spans, guards and contexts, also of the same trace', () => {
  const first = startSpan('first');
  const second = trace.getTracer('test').startSpan('second');
  inSpan('third', { links: [first, second, trace.setSpan(ROOT_CONTEXT, second)] }, () => undefined);
  first.complete();
  second.end();
  expect(recorder.span('third')).toLinkTo(recorder.span('first'));
  expect(recorder.span('third')).toLinkTo(recorder.span('second'));
  expect(recorder.span('third')).toHaveLinkCount(2);
});

test('startSpan and inSpan take the option links too', () => {
  startSpan('held', { links: messages(2) }).complete();
  inSpan('block', { links: () => messages(3) }, () => undefined);
  expect(recorder.span('held')).toHaveLinkCount(2);
  expect(recorder.span('block')).toHaveLinkCount(3);
});
