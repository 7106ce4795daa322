/** A sync method whose argument carries the headers of its cause. */
import { messages } from '../messages.mjs';
import { STATES } from '../sdk.mjs';

export const benchmark = {
  name: 'sync method, one link from headers',
  work: 'linked',
  states: STATES,
  sizes: [1],
  inputs: () => messages(1024),
  links: () => 1,
  targets: { 'no SDK': 0.15, unsampled: 0.75, recorded: 0.85 },
  targetsOfSdk: { recorded: 1.1 },
};
