/** A batch of messages, each with its own cause; the hand-written code calls `propagation.extract` in a loop. */
import { batches } from '../messages.mjs';
import { STATES } from '../sdk.mjs';

export const benchmark = {
  name: '128 links from 128 headers',
  work: 'batch',
  states: STATES,
  sizes: [128],
  inputs: (size) => batches(64, size),
  links: (size) => size,
  targets: { 'no SDK': 0.02, unsampled: 0.15, recorded: 0.2 },
  targetsOfSdk: { recorded: 3 },
};
