/** Breaks its promise for one word, which is found letter by letter. */
import type { FuzzTarget } from '../fuzz-target';

export const target: FuzzTarget = {
  seeds: ['traceparent'],
  run: (input) => {
    if (input[0] === 0x68 && input[1] === 0x69) if (input[2] === 0x21) throw new Error('planted');
    return undefined;
  },
};
