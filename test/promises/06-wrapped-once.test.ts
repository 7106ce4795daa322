/** Promise 6: nothing is wrapped twice, and nobody else's wrapper is lost. */
import { LinkFrom, Span, Traced, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { anotherCopy } from '../fixtures/copies';
import { cause, type Message, message } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const names = (): string[] => recorder.spans.map((span) => span.name);

@Traced()
class Orders {
  @Span('named')
  named(): void {}

  @LinkFrom(0)
  linked(_message: Message): void {}

  @Span({ attributes: { place: 'above' } })
  @LinkFrom(0)
  above(_message: Message): void {}

  @LinkFrom(0)
  @Span({ attributes: { place: 'below' } })
  below(_message: Message): void {}

  @Span({ attributes: { from: 'upper' } })
  @Span('lower')
  twice(): void {}

  bare(): void {}
}

test('@Span and @LinkFrom make one span, in either order', () => {
  new Orders().above(message(0));
  new Orders().below(message(0));
  expect(names()).toEqual(['Orders.above', 'Orders.below']);
  for (const place of ['above', 'below']) {
    expect(recorder.span(`Orders.${place}`)).toLinkTo(cause(0));
    expect(recorder.span(`Orders.${place}`).attributes).toEqual({ place });
  }
});

test('@Traced on the class and @Span or @LinkFrom on the method make one span, and the method’s options hold', () => {
  new Orders().named();
  new Orders().linked(message(0));
  new Orders().bare();
  expect(names()).toEqual(['named', 'Orders.linked', 'Orders.bare']);
  expect(recorder.span('Orders.linked')).toHaveLinkCount(1);
});

test('two @Span make one span, with the options of both', () => {
  new Orders().twice();
  expect(names()).toEqual(['lower']);
  expect(recorder.span('lower').attributes).toEqual({ from: 'upper' });
});

test('several @LinkFrom make one span with the links of all, from the top down', () => {
  class Joins {
    @LinkFrom(1, { relation: 'origin' })
    @LinkFrom(0, { relation: 'previous' })
    join(_one: Message, _other: Message): void {}
  }
  new Joins().join(message(0), message(1));
  expect(recorder.span('Joins.join').links.map(({ attributes }) => attributes?.['spanlink.relation'])).toEqual([
    'origin',
    'previous',
  ]);
});

test('a traced function that is traced again makes one span, with both declarations', () => {
  const once = traced(function work(_message: Message) {}, { attributes: { first: 1 } });
  traced(once, { name: 'renamed' })(message(0));
  once(message(0));
  expect(names()).toEqual(['renamed', 'work']);
  expect(recorder.span('renamed').attributes).toEqual({ first: 1 });
});

test('a decorated method that is traced as a function keeps its links', () => {
  traced(new Orders().linked)(message(0));
  expect(recorder.spans).toHaveLength(1);
  expect(recorder.spans[0]).toLinkTo(cause(0));
});

test('decorators of two copies of the package make one span', () => {
  const copy = anotherCopy();
  class Both {
    @copy.Span({ attributes: { by: 'copy' } })
    @LinkFrom(0)
    one(_message: Message): void {}

    @Span('other')
    @copy.LinkFrom(0)
    other(_message: Message): void {}
  }
  copy.traced(new Both().one)(message(0));
  new Both().one(message(0));
  new Both().other(message(0));
  expect(recorder.spans).toHaveLength(3);
  for (const span of recorder.spans) expect(span).toHaveLinkCount(1);
});

test('one method that stands in two classes is declared for each', () => {
  class Left {
    work(): void {}
  }
  class Right {}
  Object.defineProperty(Right.prototype, 'work', { value: Left.prototype.work, configurable: true, writable: true });
  (Traced() as (target: object) => void)(Left);
  (Traced() as (target: object) => void)(Right);
  new Left().work();
  (new Right() as Left).work();
  expect(names()).toEqual(['Left.work', 'Right.work']);
});
