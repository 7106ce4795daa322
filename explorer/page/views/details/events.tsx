/** The events of a span, with their time since its start. */
import type { ReactNode } from 'react';
import type { SpanEvent } from '../../../api/answers.js';
import { AttributesTable } from '../../components/attributes-table.js';
import { count, duration } from '../../components/format.js';
import { FirstItems } from '../../components/first-items.js';
import { Name } from '../../components/name.js';
import { DroppedAttributes } from './dropped.js';
import { MoreNote } from './more-note.js';
import './events.css';

/** The events that are listed at first. */
const FIRST = 200;

export interface EventsProps {
  readonly events: readonly SpanEvent[];
  readonly total: number;
  readonly start: number;
  /** The number of events that can be listed next. */
  readonly more: number | undefined;
  readonly onMore: (events: number) => void;
}

export function Events({ events, total, start, more, onMore }: EventsProps): ReactNode {
  return (
    total > 0 && (
      <details className="section" open>
        <summary>
          Events <span className="count">{count(total)}</span>
        </summary>
        <ol className="events">
          <FirstItems items={events} first={FIRST} what="event">
            {(event, index) => (
              // an event has no identity but its index
              <li key={index}>
                <span className="soft">{describeTime(event.time - start)}</span>{' '}
                <b className={event.name === 'exception' ? 'is-error' : ''}>
                  <Name text={event.name} />
                </b>
                <AttributesTable attributes={event.attributes} />
                <DroppedAttributes count={event.droppedAttributes} />
              </li>
            )}
          </FirstItems>
        </ol>
        {events.length < total && <MoreNote what="event" rest={total - events.length} more={more} onMore={onMore} />}
      </details>
    )
  );
}

/** Describes a time since the start; an event may have a time of its own, before that. */
const describeTime = (since: number): string =>
  since < 0 ? `${duration(-since)} before the start` : `+${duration(since)}`;
