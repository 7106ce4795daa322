/** The same for an async method, which awaits once. */
import { messages } from '../messages.mjs';
import { STATES } from '../sdk.mjs';

export const row = {
  name: 'async method, one link from headers',
  work: 'later',
  states: STATES,
  sizes: [1],
  inputs: () => messages(1024),
  links: () => 1,
  targets: { 'no SDK': 0.4, unsampled: 0.95, recorded: 0.95 },
};
