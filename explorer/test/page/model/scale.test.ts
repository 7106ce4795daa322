/** The time scale of the timeline. */
import fc from 'fast-check';
import { timeScale } from '../../../page/timeline/time-scale';

const DAY = 86_400_000_000;

const works = fc
  .array(fc.record({ start: fc.integer({ min: 0, max: 30 * DAY }), length: fc.integer({ min: 0, max: DAY }) }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((all) =>
    all.map(({ start, length }) => ({
      start: 1_795_000_000_000_000 + start,
      end: 1_795_000_000_000_000 + start + length,
    })),
  );

describe('Time scale', () => {
  test('A scale without compressed waits is linear', () => {
    const scale = timeScale(
      [
        { start: 1_000, end: 2_000 },
        { start: 9_000, end: 11_000 },
      ],
      false,
    );
    expect([1_000, 6_000, 11_000].map((time) => scale.place(time))).toEqual([0, 0.5, 1]);
    expect(scale.stretches).toHaveLength(1);
  });

  test('A wait of days is compressed to a sliver, and keeps its length in time', () => {
    const scale = timeScale(
      [
        { start: 0, end: 1_000 },
        { start: 2 * DAY, end: 2 * DAY + 1_000 },
      ],
      true,
    );
    const wait = scale.stretches[1];
    expect(wait).toMatchObject({ isWait: true, start: 1_000, end: 2 * DAY });
    expect((wait?.to ?? 1) - (wait?.from ?? 0)).toBeLessThan(0.1);
    expect(scale.place(1_000)).toBeCloseTo(0.465);
  });

  test('A short wait is not compressed', () => {
    expect(
      timeScale(
        [
          { start: 0, end: 1_000 },
          { start: 1_100, end: 2_000 },
        ],
        true,
      ).stretches,
    ).toHaveLength(1);
  });

  test('A trace of milliseconds stays visible beside one of hours', () => {
    const scale = timeScale(
      [
        { start: 0, end: 5_000 },
        { start: DAY, end: DAY + 7_200_000_000 },
      ],
      true,
    );
    expect(scale.place(5_000)).toBeGreaterThan(0.15);
  });

  test('A scale of nothing, or of a single moment, has a place for each time', () => {
    expect(timeScale([], true).place(5)).toBeGreaterThanOrEqual(0);
    expect(timeScale([{ start: 7, end: 7 }], true).place(7)).toBe(0);
    const moments = timeScale(
      [
        { start: 7, end: 7 },
        { start: 9, end: 9 },
      ],
      true,
    );
    expect([7, 9].map((time) => moments.place(time))).toEqual([0, expect.any(Number)]);
    expect(moments.place(9)).toBeGreaterThan(0.5);
  });

  test('A scale is monotonic, has no gaps, and returns the time of a place', () => {
    fc.assert(
      fc.property(works, fc.boolean(), (all, squeeze) => {
        const scale = timeScale(all, squeeze);
        const times = all.flatMap(({ start, end }) => [start, end]).sort((one, other) => one - other);
        const places = times.map((time) => scale.place(time));
        for (const [index, place] of places.entries()) {
          expect(place).toBeGreaterThanOrEqual((places[index - 1] ?? 0) - 1e-12);
          expect(place).toBeLessThanOrEqual(1 + 1e-12);
        }
        for (const [index, stretch] of scale.stretches.entries())
          expect(stretch.from).toBeCloseTo(scale.stretches[index - 1]?.to ?? 0, 12);
        expect(scale.stretches.at(-1)?.to).toBeCloseTo(1, 12);
        const first = times[0] ?? 0;
        expect(Math.abs(scale.time(scale.place(first)) - first)).toBeLessThan(2);
      }),
    );
  });
});
