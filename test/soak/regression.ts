/** A line through points, by least squares. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly slope: number;
  /** The standard error of the slope. */
  readonly error: number;
}

/** Fits a line. @throws {RangeError} for fewer than three points, whose error is not known. */
export function fitLine(points: readonly Point[]): Line {
  if (points.length < 3) throw new RangeError(`a line with its error takes 3 points; there are ${points.length}`);
  const middle = { x: mean(points.map(({ x }) => x)), y: mean(points.map(({ y }) => y)) };
  const spread = sum(points.map(({ x }) => (x - middle.x) ** 2));
  const slope = sum(points.map(({ x, y }) => (x - middle.x) * (y - middle.y))) / spread;
  const residuals = sum(points.map(({ x, y }) => (y - middle.y - slope * (x - middle.x)) ** 2));
  return { slope, error: Math.sqrt(residuals / (points.length - 2) / spread) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}
