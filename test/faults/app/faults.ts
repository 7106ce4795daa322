/** The faults: what is done before the work, in the middle of each of its methods, and after it. */
import { mock } from 'node:test';
import FakeTimers from '@sinonjs/fake-timers';

export interface Fault {
  /** Before the work; what it returns undoes it. */
  start?(): () => void;
  strike?(): void;
}

const HOUR = 3_600_000;

/** Sets the clock of the process, as NTP or an administrator does, by so many milliseconds; monotonic clocks go on. */
function setClock(...steps: readonly number[]): Fault {
  const { now } = Date;
  let [offset, at] = [0, 0];
  Date.now = () => now() + offset;
  return { strike: () => void (offset += steps[at++ % steps.length] ?? 0) };
}

/** Streams of Node wait for `process.nextTick`, with us or without. */
const TO_NOT_FAKE: ['nextTick'] = ['nextTick'];

function fakeTimers(options: Parameters<typeof FakeTimers.install>[0]): Fault {
  return {
    start: () => {
      const clock = FakeTimers.install({ ...options, toNotFake: TO_NOT_FAKE });
      return () => clock.uninstall();
    },
  };
}

export const FAULTS: Readonly<Record<string, () => Fault>> = {
  none: () => ({}),
  'clock back': () => setClock(-HOUR),
  'clock to and fro': () => setClock(-HOUR, 24 * HOUR, -365 * 24 * HOUR, 1),
  'fake timers': () => fakeTimers({}),
  'fake timers that advance': () => fakeTimers({ now: 0, shouldAdvanceTime: true }),
  'fake timers put aside and back': () => {
    let clock: FakeTimers.Clock | undefined;
    const stop = (): void => {
      clock?.uninstall();
      clock = undefined;
    };
    return {
      start: () => stop,
      strike: () => {
        if (clock === undefined) clock = FakeTimers.install({ now: Date.now(), toNotFake: TO_NOT_FAKE });
        else stop();
      },
    };
  },
  'timers of node:test': () => ({
    start: () => {
      mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate', 'Date'] });
      return () => mock.timers.reset();
    },
  }),
  'blocked event loop': () => {
    let isFirst = true;
    return {
      strike: () => {
        if (isFirst) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
        isFirst = false;
      },
    };
  },
};
