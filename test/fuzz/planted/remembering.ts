/** Has a state that an input leaves behind. */
import type { FuzzTarget } from '../fuzz-target';

let calls = 0;

export const target: FuzzTarget = {
  seeds: ['a'],
  run: (input) => (input.length > 20 ? calls++ : undefined),
};
