/** A bounded wait, which leaves no timer behind. */
import { setImmediate } from 'node:timers/promises';
import { TIMED_OUT, withTimeout } from '../../../lib/global/with-timeout';
import { Timer } from '../../../lib/global/timer';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const never = new Promise<never>(() => undefined);

test('gives what comes in time, and stops its timer', async () => {
  await expect(withTimeout(Promise.resolve(7), { milliseconds: 10 })).resolves.toBe(7);
  await expect(withTimeout(7, { milliseconds: 10 })).resolves.toBe(7);
  expect(jest.getTimerCount()).toBe(0);
});

test('rejects as what it waits for, and stops its timer', async () => {
  await expect(withTimeout(Promise.reject(new Error('refused')), { milliseconds: 10 })).rejects.toThrow('refused');
  expect(jest.getTimerCount()).toBe(0);
});

test('gives up after its time, and not before', async () => {
  const settled = jest.fn();
  void withTimeout(never, { milliseconds: 10 }).then(settled);
  await jest.advanceTimersByTimeAsync(9);
  expect(settled).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(1);
  await setImmediate();
  expect(settled).toHaveBeenCalledWith(TIMED_OUT);
});

test('gives what came while the event loop was blocked for longer', async () => {
  jest.useRealTimers();
  // so that the loop looks at its timers before the value
  await setImmediate();
  const given = withTimeout(setImmediate(7), { milliseconds: 5 });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  await expect(given).resolves.toBe(7);
});

test.each([
  [undefined, false],
  [false, false],
  [true, true],
])('keeps the process alive if it is to: keepsAlive %p', (keepsAlive, expected) => {
  const start = jest.spyOn(globalThis, 'setTimeout');
  void withTimeout(never, { milliseconds: 10, ...(keepsAlive === undefined ? {} : { keepsAlive }) });
  expect((start.mock.results[0]?.value as NodeJS.Timeout).hasRef()).toBe(expected);
});

test('a timer is stopped by the clock that started it, and knows when another has taken its place', () => {
  const rings = jest.fn();
  const timer = new Timer(rings, 10);
  expect(timer.isCurrent).toBe(true);
  jest.useRealTimers();
  expect(timer.isCurrent).toBe(false);
  jest.useFakeTimers();
  expect(timer.isCurrent).toBe(false);
  expect(() => timer.stop()).not.toThrow();
});

test('a timer that is a number, as where a test plays a browser, is one', () => {
  jest.spyOn(globalThis, 'setTimeout').mockReturnValue(7 as never);
  expect(() => new Timer(() => undefined, 10)).not.toThrow();
});
