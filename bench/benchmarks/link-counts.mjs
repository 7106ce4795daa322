/** From one link to 100,000, far beyond the 128 that a span may carry: the cost of each, and how many are recorded. */
import { batches } from '../messages.mjs';

export const benchmark = {
  name: 'links in a batch',
  work: 'batch',
  states: ['recorded'],
  sizes: [1, 8, 128, 1_000, 10_000, 100_000],
  // about as many messages for each size, because reading what is not in a cache takes longer
  inputs: (size) => batches(2 ** Math.floor(Math.log2(100_000 / size)), size),
  links: (size) => size,
};
