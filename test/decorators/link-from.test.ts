/** `@LinkFrom` links a method's span to the contexts in its arguments. */
import { configure, LinkFrom, type LinkSource, Span } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { cause, causeLink, linkTargets, type Message, message, messages } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterEach(() => configure({ relationAliases: undefined }));
afterAll(() => recorder.stop());

interface Order {
  upload: Message;
}

class Orders {
  readonly previous = message(9);

  @LinkFrom(0)
  first(_message: LinkSource): string {
    return 'done';
  }

  @LinkFrom(2)
  third(_one: string, _two: number, _message?: Message): void {}

  @LinkFrom((order: Order, items: Message[]) => [order.upload, ...items])
  selected(_order: Order, _items: Message[]): void {}

  @LinkFrom(function (this: Orders) {
    return this.previous;
  })
  ofInstance(): void {}

  @LinkFrom(0, { relation: 'batch_item', attributes: { queue: 'orders' } })
  described(_batch: Message[]): void {}

  @LinkFrom(0, { relation: 'batch_item', attributes: (item, index) => ({ index, isFirst: item === first }) })
  describedEach(_batch: (Message | null)[]): void {}

  @LinkFrom((order: Order) => order.upload, { relation: 'origin' })
  @LinkFrom(1, { relation: 'previous' })
  @LinkFrom(2)
  several(_order: Order, _one: Message, _two: Message): void {}

  @LinkFrom(0)
  @Span('named', { attributes: { above: true } })
  above(_message: Message): void {}

  @Span('named', { attributes: { above: false } })
  @LinkFrom(0)
  below(_message: Message): void {}

  @LinkFrom(0)
  static create(_message: Message): void {}

  @LinkFrom(0)
  async later(_message: Message): Promise<void> {}

  @LinkFrom(0)
  *steps(_message: Message): Generator<number> {
    yield 1;
  }

  @LinkFrom(0)
  async *pages(_message: Message): AsyncGenerator<number> {
    yield 1;
  }
}

const first = message(0);
const orders = new Orders();

test('@LinkFrom alone opens a span, as if @Span() stood beside it', () => {
  expect(orders.first(message(0))).toBe('done');
  expect(recorder.span('Orders.first')).toLinkTo(cause(0));
});

test('@LinkFrom takes the index of an argument', () => {
  orders.third('a', 1, message(2));
  expect(linkTargets(recorder.span('Orders.third'))).toEqual([causeLink(2)]);
});

test('@LinkFrom adds no link for an argument that is missing or holds no context', () => {
  orders.third('a', 1);
  for (const nothing of [undefined, null, [], {}, { headers: {} }, '']) orders.first(nothing);
  for (const span of recorder.spans) expect(span).toHaveLinkCount(0);
  expect(recorder.spans).toHaveLength(7);
});

test('@LinkFrom takes a function of the arguments, with the instance as `this`', () => {
  orders.selected({ upload: message(0) }, [message(1), message(2)]);
  orders.ofInstance();
  expect(recorder.spans.map(linkTargets)).toEqual([[0, 1, 2].map(causeLink), [causeLink(9)]]);
});

test('@LinkFrom links each message of a batch', () => {
  orders.first(messages(100));
  expect(recorder.span('Orders.first')).toHaveLinkCount(100);
});

test('@LinkFrom adds the relation and the attributes to its links', () => {
  orders.described(messages(2));
  for (const link of recorder.span('Orders.described').links) {
    expect(link.attributes).toEqual({ 'spanlink.relation': 'batch_item', queue: 'orders' });
  }
});

test('@LinkFrom computes attributes from the item and its place in the source as given', () => {
  orders.describedEach([first, null, message(2), { headers: {} }, message(4)]);
  expect(
    recorder.span('Orders.describedEach').links.map(({ attributes }) => [attributes?.index, attributes?.isFirst]),
  ).toEqual([
    [0, true],
    [2, false],
    [4, false],
  ]);
});

test('@LinkFrom records the relation under every alias too', () => {
  configure({ relationAliases: ['link.name', 'sentry.link.type'] });
  orders.described([message(0)]);
  expect(recorder.span('Orders.described').links[0]?.attributes).toEqual({
    'spanlink.relation': 'batch_item',
    'link.name': 'batch_item',
    'sentry.link.type': 'batch_item',
    queue: 'orders',
  });
});

test('several @LinkFrom add up, from the top down', () => {
  orders.several({ upload: message(0) }, message(1), message(2));
  const { links } = recorder.span('Orders.several');
  expect(links.map(({ attributes }) => attributes?.['spanlink.relation'])).toEqual(['origin', 'previous', undefined]);
  expect(linkTargets(recorder.span('Orders.several'))).toEqual([0, 1, 2].map(causeLink));
});

test('several @LinkFrom that select one cause make one link, unless they say different things', () => {
  orders.several({ upload: message(0) }, message(0), message(0));
  expect(recorder.span('Orders.several').links.map(({ attributes }) => attributes?.['spanlink.relation'])).toEqual([
    'origin',
    'previous',
  ]);
});

test('the order of @LinkFrom and @Span does not matter', () => {
  orders.above(message(0));
  orders.below(message(1));
  expect(recorder.named('named').map((span) => [linkTargets(span), span.attributes.above])).toEqual([
    [[causeLink(0)], true],
    [[causeLink(1)], false],
  ]);
});

test('@LinkFrom links static methods, async methods and generators', async () => {
  Orders.create(message(0));
  await orders.later(message(1));
  expect([...orders.steps(message(2))]).toEqual([1]);
  for await (const _ of orders.pages(message(3)));
  expect(recorder.spans.map((span) => [span.name, ...linkTargets(span)])).toEqual([
    ['Orders.create', causeLink(0)],
    ['Orders.later', causeLink(1)],
    ['Orders.steps', causeLink(2)],
    ['Orders.pages', causeLink(3)],
  ]);
});

test('@LinkFrom reads the arguments before the method, which may change them', () => {
  class Drain {
    @LinkFrom(0)
    drain(batch: Message[]): number {
      return batch.splice(0).length;
    }
  }
  expect(new Drain().drain(messages(3))).toBe(3);
  expect(recorder.span('Drain.drain')).toHaveLinkCount(3);
});
