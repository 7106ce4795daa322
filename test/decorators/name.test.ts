/** The option `name`: given, computed from the arguments, or `Class.method`. */
import { inSpan, Span, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const names = (): string[] => recorder.spans.map(({ name }) => name);

class Orders {
  readonly region: string = 'north';

  @Span()
  place(): void {}

  @Span({ name: 'given' })
  given(): void {}

  @Span('first', { name: 'second' })
  twice(): void {}

  @Span({ name: (id: string, amount: number) => `order ${id} of ${amount}` })
  computed(_id: string, _amount: number): void {}

  @Span({
    name(this: Orders) {
      return `orders of ${this.region}`;
    },
  })
  ofInstance(): void {}

  @Span({ name: '' })
  empty(): void {}

  @Span({ name: () => '' })
  computedEmpty(): void {}

  @Span()
  static create(): void {}

  @Span()
  [Symbol.iterator](): void {}

  @Span()
  'with spaces'(): void {}

  @Span()
  7(): void {}
}

class Rush extends Orders {}

test('a span is named for the class and the method', () => {
  new Orders().place();
  Orders.create();
  new Orders()['with spaces']();
  new Orders()[7]();
  new Orders()[Symbol.iterator]();
  expect(names()).toEqual([
    'Orders.place',
    'Orders.create',
    'Orders.with spaces',
    'Orders.7',
    'Orders.[Symbol.iterator]',
  ]);
});

test('the span of an inherited method is named for the class of the instance', () => {
  new Rush().place();
  new Orders().place();
  Rush.create();
  Orders.create();
  new Rush().place();
  expect(names()).toEqual(['Rush.place', 'Orders.place', 'Rush.create', 'Orders.create', 'Rush.place']);
});

test('a given name is used, and a name before the options overrides one in them', () => {
  new Orders().given();
  new Orders().twice();
  expect(names()).toEqual(['given', 'first']);
});

test('a name may be computed from the arguments and the instance', () => {
  new Orders().computed('7', 2);
  new Orders().computed('8', 3);
  new Orders().ofInstance();
  expect(names()).toEqual(['order 7 of 2', 'order 8 of 3', 'orders of north']);
});

test('an empty name is ignored', () => {
  new Orders().empty();
  new Orders().computedEmpty();
  expect(names()).toEqual(['Orders.empty', 'Orders.computedEmpty']);
});

test('the span of a method of an anonymous class, or of no class, is named for the method alone', () => {
  class Anonymous {
    static readonly name: string = '';

    @Span()
    work(): void {}
  }
  new Anonymous().work();
  new Anonymous().work.call(undefined as never);
  new Anonymous().work.call(Object.create(null) as never);
  new Anonymous().work.call(7 as never);
  expect(names()).toEqual(['work', 'work', 'work', 'Number.work']);
});

test('a class whose name is no text, or cannot be read, leaves the method as it is', () => {
  class Odd extends Orders {
    static override readonly name = 7 as never;
  }
  class Failing extends Orders {
    static override get name(): never {
      throw new Error('read');
    }
  }
  new Odd().place();
  new Failing().place();
  expect(names()).toEqual(['place', 'place']);
});

test('the span of a function is named for the function, and that of a block as given', () => {
  traced(function resize() {})();
  traced(() => undefined)();
  inSpan('block', () => undefined);
  expect(names()).toEqual(['resize', 'anonymous', 'block']);
});
