/** The choice between measured times and those of adjusted clocks, and what that moves. */
import type { ReactNode } from 'react';
import type { Clocks } from '../../api/adjust-clocks.js';
import type { ClockOffset } from '../../api/answers.js';
import { duration, plural } from './format.js';
import { serviceText } from './foreign-text.js';
import { ToggleGroup } from './toggle-group.js';

/** The services that are named; the title names the others. */
const MOST = 4;

export interface ClocksProps {
  /** As in the address. */
  readonly clocks: Clocks | undefined;
  /** Missing if no clock is contradicted: then there is nothing to choose. */
  readonly offsets: readonly ClockOffset[] | undefined;
}

export function ClocksSwitch({
  clocks,
  offsets = [],
  onChange,
}: ClocksProps & {
  /** Called with the value of `clocks` in the address. */
  readonly onChange: (clocks: Clocks | undefined) => void;
}): ReactNode {
  return (
    (offsets.length > 0 || clocks === 'adjusted') && (
      <ToggleGroup
        label="Clocks"
        value={clocks ?? 'measured'}
        options={[
          ['measured', 'Measured clocks'],
          ['adjusted', 'Adjusted clocks'],
        ]}
        onChange={(value) => onChange(value === 'adjusted' ? value : undefined)}
      />
    )
  );
}

/** Tells which services were moved, and by how much; or that some contradict each other. */
export function ClocksNotice({ clocks, offsets = [] }: ClocksProps): ReactNode {
  if (offsets.length === 0) return clocks === 'adjusted' && <span className="notice"> · no clock had to be moved</span>;
  const all = offsets.map(describeOffset);
  const more = all.length > MOST ? ` and ${plural(all.length - MOST, 'other service')}` : '';
  const listed = `${all.slice(0, MOST).join(', ')}${more}`;
  return (
    <span className="notice" title={all.join(', ')}>
      {clocks === 'adjusted'
        ? ` · clocks moved by an estimate: ${listed}`
        : ` · clock skew: effects before their causes; an estimate would move ${listed}`}
    </span>
  );
}

const describeOffset = ({ service, offset }: ClockOffset): string =>
  `${serviceText(service)} ${duration(Math.abs(offset))} ${offset < 0 ? 'earlier' : 'later'}`;
