/** An async method whose argument carries the headers of its cause, and which awaits once. */
import { messages } from '../messages.mjs';
import { STATES } from '../sdk.mjs';

export const benchmark = {
  name: 'async method, one link from headers',
  work: 'async',
  states: STATES,
  sizes: [1],
  inputs: () => messages(1024),
  links: () => 1,
  targets: { 'no SDK': 0.4, unsampled: 0.95, recorded: 0.95 },
  targetsOfSdk: { recorded: 1.05 },
};
