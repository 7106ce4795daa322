/** A method with a span and no link, which all contenders can do. */
import { messages } from '../messages.mjs';
import { STATES } from '../sdk.mjs';

export const benchmark = {
  name: 'sync method without any link',
  work: 'plain',
  states: STATES,
  sizes: [1],
  inputs: () => messages(1024),
  links: () => 0,
  targets: { 'no SDK': 0.15, unsampled: 0.85, recorded: 0.92 },
};
