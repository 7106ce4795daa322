/** The events of a span, with their time since its start. */
import type { ReactNode } from 'react';
import type { SpanEvent } from '../../../api/answers.js';
import { AttributesTable } from '../../components/attributes-table.js';
import { duration } from '../../components/format.js';
import { Name } from '../../components/name.js';
import { DroppedAttributes } from './dropped.js';
import './events.css';

export function Events({
  events,
  start,
}: {
  readonly events: readonly SpanEvent[];
  readonly start: number;
}): ReactNode {
  return (
    events.length > 0 && (
      <details className="section" open>
        <summary>
          Events <span className="count">{events.length}</span>
        </summary>
        <ol className="events">
          {events.slice(0, 200).map((event, index) => (
            // an event has no identity but its index
            <li key={index}>
              <span className="soft">{describeTime(event.time - start)}</span>{' '}
              <b className={event.name === 'exception' ? 'is-error' : ''}>
                <Name text={event.name} />
              </b>
              <AttributesTable attributes={event.attributes} />
              <DroppedAttributes count={event.droppedAttributes} />
            </li>
          ))}
        </ol>
        {events.length > 200 && <p className="soft">Showing the first 200 of {events.length}.</p>}
      </details>
    )
  );
}

/** Describes a time since the start; an event may have a time of its own, before that. */
const describeTime = (since: number): string =>
  since < 0 ? `${duration(-since)} before the start` : `+${duration(since)}`;
