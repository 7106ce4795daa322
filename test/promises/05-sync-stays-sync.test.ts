/** Promise 5: sync stays sync, and a value that is no promise, generator or stream is returned as it is. */
import { setImmediate } from 'node:timers/promises';
import { Span } from 'spanlink';
import { recordSpans } from 'spanlink/testing';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

class Orders {
  @Span()
  give<Value>(value: Value): Value {
    return value;
  }
}

const orders = new Orders();

/** A query that does its work only when it is asked to, as query builders do. */
class LazyQuery {
  asked = 0;

  then(resolve: (rows: string[]) => void): void {
    this.asked++;
    resolve(['row']);
  }
}

test.each([
  [7],
  ['text'],
  [null],
  [undefined],
  [Symbol('sign')],
  [12n],
  [() => 'function'],
  [[1, 2]],
  [new Map()],
  [new Date(0)],
  [/x/],
])('a sync value comes back at once, as it is: %p', (value) => {
  expect(orders.give(value)).toBe(value);
  expect(recorder.span('Orders.give')).toBeRootSpan();
});

test('the span of a sync method has ended when the method returns', () => {
  orders.give(1);
  expect(recorder.unfinished).toEqual([]);
});

test('a proxy is not inspected', () => {
  const trap = jest.fn();
  const traps = new Proxy({}, { get: () => trap });
  const proxy = new Proxy({}, traps);
  expect(Object.is(orders.give(proxy), proxy)).toBe(true);
  expect(trap).not.toHaveBeenCalled();
  expect(recorder.spans).toHaveLength(1);
});

test('a lazy thenable is returned without a call of its then', async () => {
  const query = new LazyQuery();
  expect(orders.give(query)).toBe(query);
  await setImmediate();
  expect(query.asked).toBe(0);
  expect(recorder.span('Orders.give')).toBeRootSpan();
});
