/** Promise 6: a decorated method looks and works as it did. */
import { LinkFrom, Span } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { foreign } from '../fixtures/decorators';
import { message } from '../fixtures/spans';
import { Orders, sign } from './orders';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const own = Symbol.for('test.own');

/** Puts properties on a method, as other decorators do. */
const Mark = (mark: object) => foreign((method) => void Object.assign(method, mark));

test('name and length of a decorated method are kept', () => {
  const { place, placeLater, items, pages } = Orders.prototype;
  expect([place, placeLater, items, pages].map(({ name, length }) => [name, length])).toEqual([
    ['place', 2],
    ['placeLater', 1],
    ['items', 0],
    ['pages', 0],
  ]);
  expect(Orders.create.name).toBe('create');
  expect(Orders.prototype[sign].name).toBe('[sign]');
});

test('the property of a decorated method keeps its flags', () => {
  const { value: _, ...flags } = Object.getOwnPropertyDescriptor(Orders.prototype, 'untouched') ?? {};
  for (const key of ['place', 'placeLater', 'items', sign]) {
    expect(Object.getOwnPropertyDescriptor(Orders.prototype, key)).toMatchObject(flags);
  }
  expect(Object.keys(Orders.prototype)).toEqual([]);
});

test('a method’s own properties are kept, whichever decorator is outside', () => {
  const handler = (): number => 1;
  class Marked {
    @Span()
    @Mark({ inside: 1, handler, [own]: 'symbol' })
    inside(): void {}

    @Mark({ outside: 2 })
    @Span()
    outside(): void {}
  }
  expect({ ...Marked.prototype.inside }).toEqual({ inside: 1, handler, [own]: 'symbol' });
  expect(Object.keys(Marked.prototype.inside)).toEqual(['inside', 'handler']);
  expect(Marked.prototype.outside).toHaveProperty('outside', 2);
});

test('a decorated method is still recognised as async or a generator', () => {
  const { placeLater, items, pages } = Orders.prototype;
  const kinds = [placeLater, items, pages].map((method) => Object.prototype.toString.call(method));
  expect(kinds).toEqual(['[object AsyncFunction]', '[object GeneratorFunction]', '[object AsyncGeneratorFunction]']);
  expect(placeLater.constructor.name).toBe('AsyncFunction');
  expect(placeLater).toBeInstanceOf(Function);
  expect(new Orders().items()).toBeInstanceOf(items);
});

test('a decorated method is no constructor', () => {
  for (const method of [Orders.prototype.place, Orders.create, Orders.prototype.items]) {
    expect(() => Reflect.construct(method, [])).toThrow('is not a constructor');
  }
  expect(Orders.prototype.place).not.toHaveProperty('prototype');
});

test('all arguments arrive, and no others', () => {
  const seen = jest.fn();
  class Args {
    @LinkFrom(0)
    @Span()
    all(...args: unknown[]): number {
      seen(...args);
      return args.length;
    }
  }
  expect(new Args().all()).toBe(0);
  expect(new Args().all(undefined, message(0), null)).toBe(3);
  expect(seen.mock.calls).toEqual([[], [undefined, message(0), null]]);
});

test('JSON and printed form of an instance are as before', () => {
  expect(JSON.stringify(new Orders())).toBe('{"amount":7}');
  expect(Object.keys(new Orders())).toEqual(['amount']);
});
