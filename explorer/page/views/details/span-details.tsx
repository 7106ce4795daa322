/** All that is known of a span: what caused it, what it led to, and what it says of itself. */
import { useEffect, useRef, type ReactNode } from 'react';
import type { SpanRef } from '../../../api/answers.js';
import { hrefTo } from '../../data/address.js';
import { useAnswer } from '../../data/api-client.js';
import { duration, moment, shortId } from '../../components/format.js';
import { AttributesTable } from '../../components/attributes-table.js';
import { Link } from '../../components/link.js';
import { Icon } from '../../components/icon.js';
import { ErrorLabel, ServiceName } from '../../components/service-name.js';
import { Loading, ErrorMessage } from '../../components/error-message.js';
import { Events } from './events.js';
import { LinkList } from './link-list.js';
import { OpenInLinks } from './open-in.js';

export interface SpanDetailsProps {
  readonly of: SpanRef;
  /** Whether a trace is in the picture. */
  readonly isShown: (traceId: string) => boolean;
  readonly onJump: (span: SpanRef) => void;
  readonly onClose: () => void;
  /** Whether the panel takes the focus: it was opened with the keyboard. */
  readonly takesFocus: boolean;
}

export function SpanDetails({ of, isShown, onJump, onClose, takesFocus }: SpanDetailsProps): ReactNode {
  const { data, error, isPending, refetch } = useAnswer('span', { trace: of.traceId, span: of.spanId });
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus && data !== undefined) title.current?.focus();
  }, [takesFocus, data]);
  return (
    <aside className="details" aria-label="Details of the span">
      <button type="button" className="icon-button details-close" aria-label="Close the details" onClick={onClose}>
        <Icon name="close" />
      </button>
      {isPending && <Loading what="the span" />}
      {error !== null && <ErrorMessage error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <>
          <header>
            <ServiceName name={data.service} />
            <h2 ref={title} tabIndex={-1}>
              {data.name}
            </h2>
            <p className="tags">
              {data.status === 'error' ? (
                <ErrorLabel>
                  error{data.statusMessage === undefined || data.statusMessage === '' ? '' : `: ${data.statusMessage}`}
                </ErrorLabel>
              ) : (
                <span className="tag">{data.status}</span>
              )}
              <span className="tag">{data.kind}</span>
              <span className="tag">{duration(data.duration)}</span>
            </p>
            <p className="soft">{moment(data.start)}</p>
            {!isShown(data.traceId) && (
              <button type="button" className="button" onClick={() => onJump(data)}>
                <Icon name="plus" /> Show its trace in the picture
              </button>
            )}
          </header>
          <LinkList title="Caused by" side="cause" of={data} links={data.causedBy} isShown={isShown} onJump={onJump} />
          <LinkList title="Led to" side="effect" of={data} links={data.ledTo} isShown={isShown} onJump={onJump} />
          <nav className="asks" aria-label="Ask on">
            <Link to={hrefTo('chain', { trace: data.traceId, span: data.spanId })}>The chain that ends here</Link>
            {data.ledTo.total > 0 && (
              <Link to={hrefTo('traces', { 'causedBy.trace': data.traceId, 'causedBy.span': data.spanId })}>
                All traces it led to
              </Link>
            )}
            {data.ledTo.total > 0 && (
              <Link
                to={hrefTo('traces', { status: 'error', 'causedBy.trace': data.traceId, 'causedBy.span': data.spanId })}
              >
                Errors it led to
              </Link>
            )}
            {data.causedBy.total > 0 && (
              <Link to={hrefTo('traces', { 'ledTo.trace': data.traceId, 'ledTo.span': data.spanId })}>
                All traces that led to it
              </Link>
            )}
            <OpenInLinks traceId={data.traceId} />
          </nav>
          <AttributesSection title="Attributes" of={data.attributes} isOpen />
          <Events events={data.events} start={data.start} />
          <AttributesSection title="Resource" of={data.resource} />
          <AttributesSection
            title="Identity"
            of={{
              trace: data.traceId,
              span: data.spanId,
              ...(data.parentSpanId === undefined ? {} : { parent: data.parentSpanId }),
              scope: `${data.scope.name} ${data.scope.version}`.trim(),
              ...(data.traceState === undefined || data.traceState === '' ? {} : { tracestate: data.traceState }),
            }}
          />
        </>
      )}
    </aside>
  );
}

function AttributesSection({
  title,
  of,
  isOpen = false,
}: {
  readonly title: string;
  readonly of: Readonly<Record<string, string>>;
  readonly isOpen?: boolean;
}): ReactNode {
  const size = Object.keys(of).length;
  return (
    size > 0 && (
      <details className="section" open={isOpen}>
        <summary>
          {title} <span className="count">{size}</span>
        </summary>
        <AttributesTable of={of} />
      </details>
    )
  );
}

/** A trace of which nothing was received has no details, but something can be said of it. */
export function MissingTraceDetails({
  traceId,
  onClose,
}: {
  readonly traceId: string;
  readonly onClose: () => void;
}): ReactNode {
  return (
    <aside className="details" aria-label="Details of the trace">
      <button type="button" className="icon-button details-close" aria-label="Close the details" onClick={onClose}>
        <Icon name="close" />
      </button>
      <header>
        <h2>Trace {shortId(traceId)} was not received</h2>
      </header>
      <p>
        A link points to it, but what it points to is not here. It may have been dropped by sampling, be older than what
        is kept, be sent to another backend, or still be on its way: then it appears here by itself.
      </p>
      <p>So that linked traces are kept together, sample both ends by the same decision.</p>
      <nav className="asks" aria-label="Ask on">
        <OpenInLinks traceId={traceId} />
      </nav>
      <AttributesSection title="Identity" of={{ trace: traceId }} isOpen />
    </aside>
  );
}
