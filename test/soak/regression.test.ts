/** The line that a soak fits through its samples. */
import { fitLine } from './regression';

test('the slope of points on a line is theirs, without an error', () => {
  expect(fitLine([1, 2, 3, 4].map((x) => ({ x, y: 5 + 3 * x })))).toEqual({ slope: 3, error: 0 });
});

test('the error of the slope is that of the textbook', () => {
  // Anscombe's first data set: slope 0.5001, standard error 0.1179
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
  const { slope, error } = fitLine(x.map((each, at) => ({ x: each, y: y[at] ?? 0 })));
  expect(slope).toBeCloseTo(0.5001, 4);
  expect(error).toBeCloseTo(0.1179, 4);
});

test('two points have no error that is known', () => {
  expect(() =>
    fitLine([
      { x: 0, y: 0 },
      { x: 1, y: 1 },
    ]),
  ).toThrow(RangeError);
});
