/** The choice between measured times and those of adjusted clocks, and what that moves. */
import { Fragment, type ReactNode } from 'react';
import type { Clocks } from '../../api/adjust-clocks.js';
import type { ClockOffset } from '../../api/answers.js';
import { duration, plural } from './format.js';
import { serviceText } from './foreign-text.js';
import { Name } from './name.js';
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
  const more = offsets.length > MOST ? ` and ${plural(offsets.length - MOST, 'other service')}` : '';
  return (
    <span className="notice" title={offsets.map(describeOffset).join(', ')}>
      {clocks === 'adjusted'
        ? ' · clocks moved by an estimate: '
        : ' · clock skew: effects before their causes; an estimate would move '}
      {offsets.slice(0, MOST).map(({ service, offset }, index) => (
        <Fragment key={service}>
          {index > 0 && ', '}
          <span className="notice-name">
            <Name text={service} empty="no service name" />
          </span>{' '}
          {describeMove(offset)}
        </Fragment>
      ))}
      {more}
    </span>
  );
}

const describeMove = (offset: number): string => `${duration(Math.abs(offset))} ${offset < 0 ? 'earlier' : 'later'}`;

const describeOffset = ({ service, offset }: ClockOffset): string => `${serviceText(service)} ${describeMove(offset)}`;
