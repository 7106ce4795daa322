/** The option `attributes`: given, or computed from the arguments. */
import { configure, inSpan, Span, startSpan } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { causeLink, message } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterEach(() => configure({ linkAttribute: undefined }));
afterAll(() => recorder.stop());

const given = Object.freeze({ tier: 'gold', tags: ['a', 'b'], count: 0, active: false });

class Orders {
  readonly region = 'north';

  @Span({ attributes: given })
  fixed(): void {}

  @Span({ attributes: (id: string, items: string[]) => ({ 'order.id': id, 'order.items': items.length }) })
  computed(_id: string, _items: string[]): void {}

  @Span({
    attributes(this: Orders) {
      return { region: this.region };
    },
  })
  ofInstance(): void {}

  @Span({ attributes: () => undefined })
  none(): void {}

  @Span({ attributes: { spanlink: 1 }, links: message(0) })
  mirrored(): void {}
}

test('attributes given as an object are recorded as they are', () => {
  new Orders().fixed();
  expect(recorder.span('Orders.fixed').attributes).toEqual(given);
});

test('attributes are computed from the arguments of each call, and from the instance', () => {
  new Orders().computed('7', ['a', 'b']);
  new Orders().computed('8', []);
  new Orders().ofInstance();
  expect(recorder.spans.map(({ attributes }) => attributes)).toEqual([
    { 'order.id': '7', 'order.items': 2 },
    { 'order.id': '8', 'order.items': 0 },
    { region: 'north' },
  ]);
});

test('a function for attributes may return nothing', () => {
  new Orders().none();
  expect(recorder.span('Orders.none').attributes).toEqual({});
});

test('the attribute that mirrors links stands on their span alone, beside the other attributes', () => {
  configure({ linkAttribute: 'span_links' });
  new Orders().mirrored();
  inSpan('outer', { links: message(1) }, () => new Orders().fixed());
  expect(recorder.span('Orders.mirrored').attributes).toEqual({ spanlink: 1, span_links: [causeLink(0)] });
  expect(recorder.span('Orders.fixed').attributes).toEqual(given);
  expect(recorder.span('outer').attributes).toEqual({ span_links: [causeLink(1)] });
});

test('the attribute that mirrors links takes up later ones', () => {
  configure({ linkAttribute: 'span_links' });
  const span = startSpan('held', { links: message(0) }).link(message(1));
  span.complete();
  expect(recorder.span('held').attributes).toEqual({ span_links: [causeLink(0), causeLink(1)] });
});
