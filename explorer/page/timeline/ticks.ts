/** The ticks of the time axis: in each visible stretch, at round times since its start. */
import { duration } from '../components/format.js';
import type { Stretch, TimeScale } from './time-scale.js';
import { toX, type Size, type Viewport } from './viewport.js';

export interface Tick {
  readonly x: number;
  /** The time since the start of the stretch. */
  readonly label: string;
}

/** In pixels. */
const MIN_TICK_DISTANCE = 90;
const ROUND = [1, 2, 5, 10, 20, 50, 100, 200, 500].flatMap((step) => [step, step * 1_000]);
const STEPS = [
  ...ROUND,
  ...[1, 2, 5, 10, 15, 30].map((step) => step * 1_000_000),
  ...[1, 2, 5, 10, 15, 30].map((step) => step * 60_000_000),
  ...[1, 2, 3, 6, 12, 24, 48, 120, 240, 720].map((step) => step * 3_600_000_000),
].sort((one, other) => one - other);

/** Returns the stretches that are at least partly on the screen. */
export const visibleStretches = ({ stretches }: TimeScale, viewport: Viewport): readonly Stretch[] =>
  stretches.filter(({ from, to }) => to >= viewport.from && from <= viewport.to);

export function axisTicks(stretch: Stretch, viewport: Viewport, size: Size): Tick[] {
  if (stretch.isWait) return [];
  const perMicro =
    (toX(viewport, size, stretch.to) - toX(viewport, size, stretch.from)) / (stretch.end - stretch.start);
  const least = MIN_TICK_DISTANCE / perMicro;
  const step = STEPS.find((one) => one >= least) ?? Math.ceil(least / 2_592_000_000_000) * 2_592_000_000_000;
  const per = (stretch.end - stretch.start) / (stretch.to - stretch.from);
  const first = Math.max(Math.ceil(((viewport.from - stretch.from) * per) / step), 1);
  const last = Math.floor(((Math.min(viewport.to, stretch.to) - stretch.from) * per) / step);
  const ticks: Tick[] = [];
  for (let index = first; index <= last && ticks.length < 200; index += 1) {
    ticks.push({ x: toX(viewport, size, stretch.from + (index * step) / per), label: `+${duration(index * step)}` });
  }
  return ticks;
}
