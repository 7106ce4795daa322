/** The details of a span: its causes, its effects, and its own data. */
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { moveSpan } from '../../../api/adjust-clocks.js';
import type { LinkEnds, SpanDetail, SpanRef } from '../../../api/answers.js';
import type { ClockOffsets } from '../../../api/clock-offsets.js';
import { CutNotice, nextStep } from '../../components/cut-notice.js';
import { ErrorMessage } from '../../components/error-message.js';
import { duration, moment } from '../../components/format.js';
import { FutureLabel } from '../../components/future-label.js';
import { Icon } from '../../components/icon.js';
import { Loading } from '../../components/loading.js';
import { LongText } from '../../components/long-text.js';
import { Name } from '../../components/name.js';
import { ErrorLabel, ServiceName } from '../../components/service-name.js';
import { useAnswer } from '../../data/use-answer.js';
import { AttributesSection } from './attributes-section.js';
import { DetailsPanel } from './details-panel.js';
import { Dropped } from './dropped.js';
import { Events } from './events.js';
import { KeptNote } from './kept-note.js';
import { LinkList } from './link-list.js';
import { RelatedSearches } from './related-searches.js';
import { spanIdentity } from './span-identity.js';
import './span-details.css';

/** The links that are listed in each direction, at first and at most. */
const FIRST_LINKS = 100;
const MOST_LINKS = 10_000;

/** The events that are asked for at first. */
const FIRST_EVENTS = 1_000;

export interface SpanDetailsProps {
  readonly of: SpanRef & Pick<SpanDetail, 'nth'>;
  /** True if a trace is in the timeline. */
  readonly isShown: (traceId: string) => boolean;
  readonly onJump: (span: SpanRef) => void;
  readonly onClose: () => void;
  /** True if the panel takes the focus, because it was opened with the keyboard. */
  readonly takesFocus: boolean;
  /** What the timeline has moved the clocks of services by. */
  readonly offsets: ClockOffsets;
}

export function SpanDetails({ of, isShown, onJump, onClose, takesFocus, offsets }: SpanDetailsProps): ReactNode {
  const [links, setLinks] = useState(FIRST_LINKS);
  const [events, setEvents] = useState(FIRST_EVENTS);
  const {
    data: measured,
    error,
    isPending,
    refetch,
  } = useAnswer('span', { trace: of.traceId, span: of.spanId, nth: of.nth, links, events }, { keepPrevious: true });
  const data = useMemo(() => measured && moveDetail(measured, offsets), [measured, offsets]);
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus && data !== undefined) title.current?.focus();
  }, [takesFocus, data]);
  return (
    <DetailsPanel label="Span details" onClose={onClose}>
      {isPending && <Loading what="the span" />}
      {error !== null && <ErrorMessage error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <>
          <header>
            <ServiceName name={data.service} />
            <h2 ref={title} tabIndex={-1}>
              <Name text={data.name} />
            </h2>
            <Tags span={data} />
            <p className="soft">
              {moment(data.start)}
              {data.start !== measured?.start && `; measured ${moment(measured?.start ?? NaN)}`}{' '}
              {data.isFromFuture === true && <FutureLabel received={data.received} />}
              <CutNotice cutBy={data.cutBy.filter((bound) => bound !== 'links' && bound !== 'events')} />
            </p>
            <KeptNote traceId={data.traceId} />
            {!isShown(data.traceId) && (
              <button type="button" className="button" onClick={() => onJump(data)}>
                <Icon name="plus" /> Add its trace to the timeline
              </button>
            )}
          </header>
          {(['cause', 'effect'] as const).map((side) => (
            <LinkList
              key={side}
              title={side === 'cause' ? 'Caused by' : 'Led to'}
              side={side}
              of={data}
              links={side === 'cause' ? data.causedBy : data.ledTo}
              more={nextStep('links', links, MOST_LINKS)}
              onMore={setLinks}
              isShown={isShown}
              onJump={onJump}
            />
          ))}
          <RelatedSearches span={data} />
          <AttributesSection title="Attributes" attributes={data.attributes} isOpen />
          <Events
            events={data.events}
            total={data.eventsTotal}
            start={measured?.start ?? data.start}
            more={nextStep('events', events)}
            onMore={setEvents}
          />
          <Dropped span={data} />
          <AttributesSection title="Resource" attributes={data.resource} />
          <AttributesSection title="Scope" attributes={data.scope.attributes ?? {}} />
          <AttributesSection title="Identity" attributes={spanIdentity(data)} />
        </>
      )}
    </DetailsPanel>
  );
}

function moveDetail(span: SpanDetail, offsets: ClockOffsets): SpanDetail {
  const moveEnds = ({ ends, ...counts }: LinkEnds): LinkEnds => ({
    ...counts,
    ends: ends.map((end) => (end.span === undefined ? end : { ...end, span: moveSpan(end.span, offsets) })),
  });
  return { ...moveSpan(span, offsets), causedBy: moveEnds(span.causedBy), ledTo: moveEnds(span.ledTo) };
}

function Tags({
  span: { status, statusMessage = '', kind, duration: length },
}: {
  readonly span: SpanDetail;
}): ReactNode {
  return (
    <p className="tags">
      {status === 'error' ? (
        <ErrorLabel>
          error{statusMessage !== '' && ': '}
          <bdi>
            <LongText text={statusMessage} />
          </bdi>
        </ErrorLabel>
      ) : (
        <span className="tag">{status}</span>
      )}
      <span className="tag">{kind}</span>
      <span className="tag">{duration(length)}</span>
    </p>
  );
}
