/** `@Traced` gives every method of a class a span. */
import { LinkFrom, Span, SpanGuard, Traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { cause, type Message, message } from '../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const sign = Symbol('sign');

class Base {
  inherited(): string {
    return 'inherited';
  }
}

@Traced({ exclude: ['health', 'status'] })
class Orders extends Base {
  static readonly Item = class Item {};
  static readonly compute = (): number => 1;
  readonly handler = (): number => 1;
  #amount = 7;

  constructor(readonly id = 'order') {
    super();
  }

  place(): string {
    return this.#hidden();
  }

  async placeLater(): Promise<string> {
    return this.id;
  }

  *items(): Generator<number> {
    yield this.#amount;
  }

  [sign](): number {
    return this.#amount;
  }

  @Span('named')
  named(): void {}

  @LinkFrom(0)
  linked(_message: Message): void {}

  guarded(span = SpanGuard.current()): string {
    return span.state;
  }

  health(): string {
    return 'ok';
  }

  get total(): number {
    return this.#amount;
  }

  set total(amount: number) {
    this.#amount = amount;
  }

  #hidden(): string {
    return this.id;
  }

  static create(): Orders {
    return new this();
  }

  static status(): string {
    return 'ok';
  }
}

const names = (): string[] => recorder.spans.map(({ name }) => name);

test('@Traced gives every own method a span, also if static, async, a generator or named by a symbol', async () => {
  const orders = Orders.create();
  expect(orders.place()).toBe('order');
  await expect(orders.placeLater()).resolves.toBe('order');
  expect([...orders.items()]).toEqual([7]);
  expect(orders[sign]()).toBe(7);
  expect(orders.guarded()).toBe('started');
  expect(names()).toEqual([
    'Orders.create',
    'Orders.place',
    'Orders.placeLater',
    'Orders.items',
    'Orders.[sign]',
    'Orders.guarded',
  ]);
});

test('@Traced gives no span to excluded methods, static ones too', () => {
  expect([new Orders().health(), Orders.status()]).toEqual(['ok', 'ok']);
  expect(names()).toEqual([]);
});

test('@Traced gives no span to inherited or private methods, accessors, fields, constructors or inner classes', () => {
  const orders = new Orders('other');
  orders.total = 8;
  expect([orders.inherited(), orders.total, orders.handler(), Orders.compute(), new Orders.Item()]).toBeDefined();
  expect(names()).toEqual([]);
});

test('a method with @Span or @LinkFrom keeps their options under @Traced', () => {
  new Orders().named();
  new Orders().linked(message(0));
  expect(names()).toEqual(['named', 'Orders.linked']);
  expect(recorder.span('Orders.linked')).toLinkTo(cause(0));
});

test('a class with @Traced stays what it was', () => {
  expect(Orders.name).toBe('Orders');
  expect(new Orders()).toBeInstanceOf(Base);
  expect(Object.getPrototypeOf(Orders)).toBe(Base);
  expect(Orders.prototype.constructor).toBe(Orders);
  expect(Object.keys(Orders.prototype)).toEqual([]);
});

test('a subclass of a class with @Traced has spans for inherited methods, and none for its own', () => {
  class Rush extends Orders {
    own(): void {}
    override place(): string {
      return super.place();
    }
  }
  const rush = new Rush();
  rush.own();
  rush.place();
  expect(names()).toEqual(['Rush.place']);
});

test('a class with @Traced twice has one span a call', () => {
  @Traced()
  @Traced()
  class Twice {
    work(): void {}
  }
  new Twice().work();
  expect(names()).toEqual(['Twice.work']);
});

test('@Traced takes classes without methods and abstract classes', () => {
  @Traced()
  abstract class Shape {
    abstract area(): number;
    double(): number {
      return this.area() * 2;
    }
  }
  @Traced()
  class Empty {}
  class Square extends Shape {
    area(): number {
      return 4;
    }
  }
  expect(new Empty()).toBeInstanceOf(Empty);
  expect(new Square().double()).toBe(8);
  expect(names()).toEqual(['Square.double']);
});

test('@Traced leaves the constructor of a class alone that was compiled to a function', () => {
  const Old = Function('return function Old() {}')() as new () => { work(): number };
  Object.defineProperty(Old.prototype, 'work', { value: () => 1, writable: true, configurable: true });
  Traced()(Old);
  expect(new Old().constructor).toBe(Old);
  expect(new Old().work()).toBe(1);
  expect(names()).toEqual(['Old.work']);
});

test('@Traced leaves the metadata symbol of the runtime, or of a polyfill, as it is', () => {
  const before = Object.getOwnPropertyDescriptor(Symbol, 'metadata');
  const value = Symbol('of a polyfill');
  Object.defineProperty(Symbol, 'metadata', { value, configurable: true });
  Traced();
  expect((Symbol as { metadata?: symbol }).metadata).toBe(value);
  Reflect.deleteProperty(Symbol, 'metadata');
  if (before !== undefined) Object.defineProperty(Symbol, 'metadata', before);
});
