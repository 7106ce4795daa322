/** From one link to 100,000, far past the 128 that a span may carry: what each costs, and how many come through. */
import { batches } from '../messages.mjs';

export const row = {
  name: 'links in a batch',
  work: 'batch',
  states: ['recorded'],
  sizes: [1, 8, 128, 1_000, 10_000, 100_000],
  // of about as many messages for each size, as what is in no cache takes longer to read
  inputs: (size) => batches(2 ** Math.floor(Math.log2(100_000 / size)), size),
  links: (size) => size,
};
