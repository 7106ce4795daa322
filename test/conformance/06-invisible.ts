/** Promise 6: a decorated method looks and works as it did. */
import assert from 'node:assert/strict';
import { LinkFrom, Span, Traced, traced } from 'spanlink';
import { hasAsyncGenerators, message, nameOf, names } from './fixtures.js';
import type { Checks } from './run-checks.js';

const sign = Symbol('sign');

class Orders {
  static #count = 0;
  static readonly kinds = ['order'];
  readonly #prefix: string;
  amount = 7;
  readonly total = traced(() => this.amount * 2, { name: 'total' });

  constructor(prefix = 'order') {
    this.#prefix = prefix;
  }

  @Span()
  place(id: string, _amount: number, ..._rest: unknown[]): string {
    return `${this.#prefix} ${id}`;
  }

  @Span()
  async placeLater(_id: string): Promise<void> {}

  @Span()
  *items(): Generator<number> {
    yield this.amount;
  }

  @Span()
  async *pages(): AsyncGenerator<number> {
    yield this.amount;
  }

  @Span()
  static create(): Orders {
    Orders.#count++;
    return new this();
  }

  static get count(): number {
    return Orders.#count;
  }

  @Span()
  self(): this {
    return this;
  }

  untouched(): void {}

  @LinkFrom(0)
  @Span()
  all(...args: unknown[]): unknown[] {
    return args;
  }
}

// Babel's legacy decorators do not stand on methods with computed names
@Traced()
class Signed {
  [sign](): number {
    return 7;
  }
}

class Rush extends Orders {
  override place(id: string, amount: number): string {
    return `rush ${super.place(id, amount)}`;
  }

  @Span()
  override self(): this {
    return super.self();
  }
}

const { place, placeLater, items, pages, self } = Orders.prototype;

export const invisible: Checks = {
  'name and length of a method are kept'() {
    const kept = [place, placeLater, items, pages].map(({ name, length }) => [name, length]);
    assert.deepEqual(kept, [
      ['place', 2],
      ['placeLater', 1],
      ['items', 0],
      ['pages', 0],
    ]);
    assert.equal(Orders.create.name, 'create');
    assert.equal(Signed.prototype[sign].name, '[sign]');
  },
  'the property of a method keeps its flags'() {
    const flagsOf = (key: PropertyKey): unknown => ({
      ...Object.getOwnPropertyDescriptor(Orders.prototype, key),
      value: undefined,
    });
    for (const key of ['place', 'placeLater', 'items']) assert.deepEqual(flagsOf(key), flagsOf('untouched'));
    assert.deepEqual(Object.keys(Orders.prototype), []);
  },
  'a method is still recognised as async or a generator'() {
    const kindOf = (method: unknown): string => Object.prototype.toString.call(method);
    assert.equal(kindOf(placeLater), '[object AsyncFunction]');
    assert.equal(kindOf(items), '[object GeneratorFunction]');
    assert.equal(kindOf(pages) === '[object AsyncGeneratorFunction]', hasAsyncGenerators);
  },
  'a method is no constructor'() {
    for (const method of [place, Orders.create, items])
      assert.throws(() => Reflect.construct(method, []), /constructor/);
  },
  'all arguments arrive, and no others'() {
    const orders = new Orders();
    assert.deepEqual(orders.all(), []);
    assert.deepEqual(orders.all(undefined, message(0), null), [undefined, message(0), null]);
  },
  '`this`, private fields and static methods work'({ spans }) {
    const orders = new Orders();
    assert.equal(orders.self(), orders);
    assert.equal(orders.place('7', 1), 'order 7');
    assert.ok(Orders.create() instanceof Orders);
    assert.ok(Orders.count > 0);
    assert.deepEqual(
      names(spans),
      ['self', 'place', 'create'].map((method) => nameOf(Orders, method)),
    );
  },
  'a method whose name is a symbol works'({ spans }) {
    assert.equal(new Signed()[sign](), 7);
    assert.deepEqual(names(spans), [nameOf(Signed, '[sign]')]);
  },
  'fields of the class and the instance are as they were'({ spans }) {
    const orders = new Orders();
    assert.deepEqual(Object.keys(orders), ['amount', 'total']);
    assert.equal(JSON.stringify(orders), '{"amount":7}');
    assert.equal(orders.total(), 14);
    assert.deepEqual([names(spans), Orders.kinds], [['total'], ['order']]);
  },
  '`super`, inheritance and overriding work, and spans have the name of the instance’s class'({ spans }) {
    const rush = new Rush();
    assert.equal(rush.place('7', 1), 'rush order 7');
    assert.equal(rush.self(), rush);
    assert.ok(Rush.create() instanceof Rush);
    assert.deepEqual(
      names(spans),
      ['place', 'self', 'self', 'create'].map((method) => nameOf(Rush, method)),
    );
  },
  'a method that is called without its instance fails as it would'() {
    assert.equal(self.call(undefined as never), undefined);
    assert.throws(() => place.call(undefined as never, '7', 1), TypeError);
    assert.equal(place.bind(new Orders())('1', 1), 'order 1');
  },
};
