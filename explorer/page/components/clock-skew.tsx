/** Marks an effect that is before its cause, by their clocks. */
import type { ReactNode } from 'react';
import { duration } from './format.js';
import './clock-skew.css';

export function ClockSkew({ time }: { readonly time: number }): ReactNode {
  return (
    <span className="skew" title="By their clocks, the effect starts before its cause">
      clock skew {duration(time)}
    </span>
  );
}
