/** The viewport and the ticks of its axis. */
import { timeScale } from '../../../page/timeline/time-scale';
import { visibleStretches, axisTicks } from '../../../page/timeline/ticks';
import { clamp, panBy, reveal, toPlace, toX, FULL_VIEWPORT, zoomAt, zoomTo } from '../../../page/timeline/viewport';

const size = { width: 1_032, height: 600 };

describe('Viewport', () => {
  test('Zooming keeps the place under the pointer', () => {
    const place = toPlace(FULL_VIEWPORT, size, 300);
    const near = zoomAt(FULL_VIEWPORT, 8, place);
    expect(near.to - near.from).toBeCloseTo(1 / 8);
    expect(toX(near, size, place)).toBeCloseTo(300);
  });

  test('Panning follows the pointer, and never leaves the layout', () => {
    const near = { from: 0.4, to: 0.5, top: 0 };
    const moved = panBy(near, size, 100, 0);
    expect(toX(moved, size, 0.45)).toBeCloseTo(toX(near, size, 0.45) - 100);
    expect(clamp(panBy(near, size, -1e6, -50), size, 2_000)).toEqual({
      from: 0,
      to: expect.closeTo(0.1) as number,
      top: 0,
    });
    expect(clamp({ ...near, top: 1e6 }, size, 2_000).top).toBe(2_000 + 34 - 600);
    expect(clamp({ from: -3, to: 9, top: 0 }, size, 100)).toEqual(FULL_VIEWPORT);
  });

  test('Revealing a bar moves as little as possible, and not at all if it is visible', () => {
    expect(reveal(FULL_VIEWPORT, size, { from: 0.2, to: 0.3, top: 200 })).toEqual(FULL_VIEWPORT);
    const low = reveal({ from: 0, to: 0.1, top: 0 }, size, { from: 0.5, to: 0.51, top: 5_000 });
    expect(low.to - low.from).toBeCloseTo(0.1);
    expect(low.from).toBeLessThan(0.5);
    expect(low.top).toBeGreaterThan(4_400);
  });

  test('Zooming to a bar fills the width with it', () => {
    const near = zoomTo(FULL_VIEWPORT, { from: 0.5, to: 0.6 });
    expect([near.from, near.to]).toEqual([expect.closeTo(0.485), expect.closeTo(0.615)]);
  });
});

describe('Time axis', () => {
  const scale = timeScale(
    [
      { start: 0, end: 1_000_000 },
      { start: 90_000_000_000, end: 90_001_000_000 },
    ],
    true,
  );

  test('Ticks are at round times since the start of their stretch, far enough apart to be readable', () => {
    const [first, wait, second] = visibleStretches(scale, FULL_VIEWPORT);
    if (first === undefined || wait === undefined || second === undefined)
      throw new Error('The scale has two stretches and a wait.');
    const ticks = axisTicks(first, FULL_VIEWPORT, size);
    expect(ticks.map(({ label }) => label)).toEqual(['+200 ms', '+400 ms', '+600 ms', '+800 ms', '+1 s']);
    expect(axisTicks(wait, FULL_VIEWPORT, size)).toEqual([]);
    expect(axisTicks(second, FULL_VIEWPORT, size).map(({ label }) => label)).toEqual(
      expect.arrayContaining(ticks.slice(0, 4).map(({ label }) => label)),
    );
  });

  test('Zooming in makes ticks finer, and their number stays bounded', () => {
    const [first] = scale.stretches;
    if (first === undefined) throw new Error('The scale has a stretch.');
    const near = axisTicks(first, { from: 0, to: 0.0001, top: 0 }, size);
    expect(near[0]?.label).toMatch(/µs$/);
    expect(near.length).toBeLessThan(13);
  });
});
