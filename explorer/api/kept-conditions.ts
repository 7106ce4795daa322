/** The parameters that are conditions on what becomes of a trace where the explorer forwards some: see `kept`. */
import { choice, text } from './parameters.js';

export const keptConditions = {
  kept: choice(
    'Of traces that are held: only those that are kept and forwarded, that are not, or not decided on yet.',
    ['kept', 'not_kept', 'undecided'],
  ),
  policy: text('Only traces that this policy keeps, rather than for another trace.'),
};
