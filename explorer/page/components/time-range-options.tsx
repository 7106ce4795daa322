/** The options of a select for a range of time. */
import type { ReactNode } from 'react';
import { TIME_RANGES } from '../data/time-ranges.js';

export function TimeRangeOptions(): ReactNode {
  return Object.entries(TIME_RANGES).map(([name, { label }]) => (
    <option key={name} value={name}>
      {label}
    </option>
  ));
}
