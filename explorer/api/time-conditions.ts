/** The parameters that are conditions on the time of spans. */
import { time } from './parameters.js';

export const timeConditions = {
  since: time('Only spans that started at this time or later.'),
  until: time('Only spans that started before this time.'),
};
