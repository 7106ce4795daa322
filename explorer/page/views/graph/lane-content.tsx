/** A trace, as the box of a graph shows it. */
import type { ReactNode } from 'react';
import type { Lane } from '../../../api/answers.js';
import { duration, plural } from '../../components/format.js';
import { Name } from '../../components/name.js';
import { ErrorLabel, ServiceName } from '../../components/service-name.js';

export function LaneContent({ lane }: { readonly lane: Lane }): ReactNode {
  return (
    <>
      <b className="flow-name">
        <Name text={lane.name} />
      </b>
      <ServiceName name={lane.service} />
      <span className="flow-facts">
        {plural(lane.spans, 'span')} · {duration(lane.duration)}{' '}
        {lane.errors > 0 && <ErrorLabel>{lane.errors}</ErrorLabel>}
      </span>
    </>
  );
}
