/** The parameters that are conditions on the time of spans: that of their start, and that of their receipt. */
import { time } from './time-parameter.js';

export const timeConditions = {
  since: time('Only spans that started at this time or later.'),
  until: time('Only spans that started before this time.'),
  receivedSince: time(
    'Only spans that were received at this time or later, by the clock of the explorer; ' +
      'those of which that is not known, by their start.',
  ),
};
