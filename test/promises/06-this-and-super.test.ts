/** Promise 6: `this`, `super`, private fields, statics, symbols, inheritance and overriding work. */
import { Span } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { Orders, sign } from './orders';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Rush extends Orders {
  override place(id: string, amount: number): string {
    return `rush ${super.place(id, amount)}`;
  }

  @Span()
  override self(): this {
    return super.self();
  }
}

test('`this`, private fields, symbols and static methods work', () => {
  const orders = new Orders();
  expect(orders.self()).toBe(orders);
  expect(orders.place('7', 1)).toBe('order 7');
  expect(orders[sign]()).toBe(7);
  expect(Orders.create()).toBeInstanceOf(Orders);
  expect(Orders.count).toBeGreaterThan(0);
  expect(recorder.spans.map((span) => span.name)).toEqual([
    'Orders.self',
    'Orders.place',
    'Orders.[sign]',
    'Orders.create',
  ]);
});

test('`super`, inheritance and overriding work, and spans have the name of the instance’s class', () => {
  const rush = new Rush();
  expect(rush.place('7', 1)).toBe('rush order 7');
  expect(rush.self()).toBe(rush);
  expect(Rush.create()).toBeInstanceOf(Rush);
  expect(recorder.spans.map((span) => span.name)).toEqual(['Rush.place', 'Rush.self', 'Rush.self', 'Rush.create']);
  expect(recorder.named('Rush.self')[0]).toBeChildOf(recorder.named('Rush.self')[1]?.spanContext() ?? '');
});

test('a method that is called without its instance fails as it would', () => {
  const { place, self } = new Orders();
  expect(self.call(undefined as never)).toBeUndefined();
  expect(() => place.call(undefined as never, '7', 1)).toThrow(TypeError);
});

test('a bound, called or applied method works', () => {
  const orders = new Orders();
  expect(orders.place.bind(orders)('1', 1)).toBe('order 1');
  expect(orders.place.call(orders, '2', 1)).toBe('order 2');
  expect(orders.place.apply(orders, ['3', 1])).toBe('order 3');
});

test('a proxy of an instance works as it did, private fields included', () => {
  const orders = new Orders();
  const proxy = new Proxy(orders, { get: (target, key) => (key === 'amount' ? 8 : Reflect.get(target, key, target)) });
  expect(proxy[sign]()).toBe(8);
  const bound = new Proxy(orders, {
    get: (target, key) => (target[key as 'place'] as unknown as () => void).bind?.(target),
  });
  expect(bound.place('7', 1)).toBe('order 7');
  expect(() => proxy.place('7', 1)).toThrow(/private member/);
});
