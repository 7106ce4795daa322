/** Takes the square of the input's length in steps, and catches whatever tells it. */
import type { FuzzTarget } from '../fuzz-target';

export const target: FuzzTarget = {
  seeds: ['a'],
  run: (input) => {
    try {
      for (const one of input) for (const other of input) if (one + other < 0) return 7;
    } catch {
      // as a reader does that reports what it cannot read
    }
    return undefined;
  },
};
