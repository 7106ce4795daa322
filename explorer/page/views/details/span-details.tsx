/** The details of a span: its causes, its effects, and its own data. */
import { useEffect, useRef, type ReactNode } from 'react';
import type { SpanDetail, SpanRef } from '../../../api/answers.js';
import { ErrorMessage } from '../../components/error-message.js';
import { duration, moment } from '../../components/format.js';
import { FutureLabel } from '../../components/future-label.js';
import { Icon } from '../../components/icon.js';
import { Link } from '../../components/link.js';
import { Loading } from '../../components/loading.js';
import { ErrorLabel, ServiceName } from '../../components/service-name.js';
import { hrefTo } from '../../data/address.js';
import { useAnswer } from '../../data/use-answer.js';
import { AttributesSection } from './attributes-section.js';
import { DetailsPanel } from './details-panel.js';
import { Dropped } from './dropped.js';
import { Events } from './events.js';
import { LinkList } from './link-list.js';
import { OpenInLinks } from './open-in-links.js';
import './span-details.css';

export interface SpanDetailsProps {
  readonly of: SpanRef & Pick<SpanDetail, 'nth'>;
  /** True if a trace is in the timeline. */
  readonly isShown: (traceId: string) => boolean;
  readonly onJump: (span: SpanRef) => void;
  readonly onClose: () => void;
  /** True if the panel takes the focus, because it was opened with the keyboard. */
  readonly takesFocus: boolean;
}

export function SpanDetails({ of, isShown, onJump, onClose, takesFocus }: SpanDetailsProps): ReactNode {
  const { data, error, isPending, refetch } = useAnswer('span', { trace: of.traceId, span: of.spanId, nth: of.nth });
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
              {data.name}
            </h2>
            <Tags span={data} />
            <p className="soft">
              {moment(data.start)} {data.isFromFuture === true && <FutureLabel received={data.received} />}
            </p>
            {!isShown(data.traceId) && (
              <button type="button" className="button" onClick={() => onJump(data)}>
                <Icon name="plus" /> Add its trace to the timeline
              </button>
            )}
          </header>
          <LinkList title="Caused by" side="cause" of={data} links={data.causedBy} isShown={isShown} onJump={onJump} />
          <LinkList title="Led to" side="effect" of={data} links={data.ledTo} isShown={isShown} onJump={onJump} />
          <RelatedSearches span={data} />
          <AttributesSection title="Attributes" attributes={data.attributes} isOpen />
          <Events events={data.events} start={data.start} />
          <Dropped span={data} />
          <AttributesSection title="Resource" attributes={data.resource} />
          <AttributesSection title="Identity" attributes={identity(data)} />
        </>
      )}
    </DetailsPanel>
  );
}

function Tags({
  span: { status, statusMessage = '', kind, duration: length },
}: {
  readonly span: SpanDetail;
}): ReactNode {
  return (
    <p className="tags">
      {status === 'error' ? (
        <ErrorLabel>error{statusMessage === '' ? '' : `: ${statusMessage}`}</ErrorLabel>
      ) : (
        <span className="tag">{status}</span>
      )}
      <span className="tag">{kind}</span>
      <span className="tag">{duration(length)}</span>
    </p>
  );
}

function RelatedSearches({ span }: { readonly span: SpanDetail }): ReactNode {
  const { traceId, spanId, causedBy, ledTo } = span;
  const asCause = { 'causedBy.trace': traceId, 'causedBy.span': spanId };
  const asEffect = { 'ledTo.trace': traceId, 'ledTo.span': spanId };
  return (
    <nav className="asks" aria-label="Related searches">
      <Link to={hrefTo('chain', { trace: traceId, span: spanId })}>Causal chain to this span</Link>
      {ledTo.total > 0 && <Link to={hrefTo('traces', asCause)}>Traces it led to</Link>}
      {ledTo.total > 0 && <Link to={hrefTo('traces', { status: 'error', ...asCause })}>Errors it led to</Link>}
      {causedBy.total > 0 && <Link to={hrefTo('traces', asEffect)}>Traces that led to it</Link>}
      <OpenInLinks traceId={traceId} />
    </nav>
  );
}

function identity({
  traceId,
  spanId,
  parentSpanId,
  scope,
  traceState = '',
  received,
  nth,
}: SpanDetail): Record<string, string> {
  return {
    trace: traceId,
    span: nth === undefined ? spanId : `${spanId} (number ${nth} of different spans with this id)`,
    ...(parentSpanId === undefined ? {} : { parent: parentSpanId }),
    scope: `${scope.name} ${scope.version}`.trim(),
    ...(traceState === '' ? {} : { tracestate: traceState }),
    received: received === undefined ? 'at an unknown time' : moment(received),
  };
}
