/** When live answers are asked for again. */
import { Refresher } from '../../../page/live/refresher';

/** A refresher whose refreshes take a time each, and when each of them began, by a clock that the test moves. */
function refreshing(took: number): { refresher: Refresher; began: number[]; most: () => number } {
  const start = performance.now();
  const began: number[] = [];
  let running = 0;
  let most = 0;
  const refresher = new Refresher(async () => {
    began.push(Math.round(performance.now() - start));
    most = Math.max(most, (running += 1));
    await new Promise((resolve) => setTimeout(resolve, took));
    running -= 1;
  });
  return { refresher, began, most: () => most };
}

describe('Refresher', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('The first request is served at once, and those of the same time together', async () => {
    const { refresher, began } = refreshing(50);
    for (let request = 0; request < 100; request += 1) refresher.request();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(began).toEqual([0]);
  });

  test('Under a flood there is one refresh at a time, with rests of a second in between', async () => {
    const { refresher, began, most } = refreshing(100);
    for (let time = 0; time < 10_000; time += 10) {
      refresher.request();
      await jest.advanceTimersByTimeAsync(10);
    }
    expect(most()).toBe(1);
    expect(began).toHaveLength(10);
    expect(began.slice(1).every((time, index) => time - (began[index] ?? 0) >= 1_100)).toBe(true);
  });

  test('Rests grow with the time that a refresh takes, up to half a minute', async () => {
    const slow = refreshing(2_000);
    const slowest = refreshing(60_000);
    for (let time = 0; time < 300_000; time += 100) {
      slow.refresher.request();
      slowest.refresher.request();
      await jest.advanceTimersByTimeAsync(100);
    }
    expect(slow.began[1]).toBe(10_000);
    expect(slowest.began[1]).toBe(90_000);
  });

  test('What arrives during a refresh is asked for after it, once', async () => {
    const { refresher, began } = refreshing(100);
    refresher.request();
    await jest.advanceTimersByTimeAsync(50);
    refresher.request();
    refresher.request();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(began).toEqual([0, 1_100]);
  });

  test('A request that is not sure to be needed waits, and a sure one does not wait for it', async () => {
    const { refresher, began } = refreshing(0);
    refresher.request(5_000);
    await jest.advanceTimersByTimeAsync(1_000);
    refresher.request(5_000);
    await jest.advanceTimersByTimeAsync(3_999);
    expect(began).toEqual([]);
    await jest.advanceTimersByTimeAsync(3_001);
    refresher.request(5_000);
    refresher.request();
    await jest.advanceTimersByTimeAsync(20_000);
    expect(began).toEqual([5_000, 8_000]);
  });

  test('A refresh that fails is followed by others', async () => {
    let asked = 0;
    const refresher = new Refresher(() => {
      asked += 1;
      return Promise.reject(new Error('unreachable'));
    });
    refresher.request();
    await jest.advanceTimersByTimeAsync(5_000);
    refresher.request();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(asked).toBe(2);
  });

  test('A stopped one asks no more', async () => {
    const { refresher, began } = refreshing(100);
    refresher.request(1_000);
    refresher.stop();
    refresher.request();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(began).toEqual([]);
  });
});
