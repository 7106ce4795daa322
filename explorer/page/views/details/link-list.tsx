/** The links of a span in one direction: the span at their other end, the time between, and their attributes. */
import type { ReactNode } from 'react';
import type { LinkDetail, LinkEnds, SpanRef, SpanSummary } from '../../../api/answers.js';
import { AttributesTable } from '../../components/attributes-table.js';
import { ClockSkew } from '../../components/clock-skew.js';
import { count, duration, plural, shortId } from '../../components/format.js';
import { Icon } from '../../components/icon.js';
import { Name } from '../../components/name.js';
import { Relation } from '../../components/relation.js';
import { ErrorLabel, ServiceSwatch } from '../../components/service-name.js';
import { causalGap } from '../../data/causal-gap.js';
import { describeFlags } from './describe-flags.js';
import { DroppedAttributes } from './dropped.js';
import { LinkWindows } from './link-windows.js';
import { MoreNote } from './more-note.js';
import './link-list.css';

export interface LinkListProps {
  readonly title: string;
  /** The end that is not the span itself. */
  readonly side: 'cause' | 'effect';
  readonly of: SpanSummary;
  readonly links: LinkEnds;
  /** The number of links that can be listed next. */
  readonly more: number | undefined;
  readonly onMore: (links: number) => void;
  readonly isShown: (traceId: string) => boolean;
  readonly onJump: (span: SpanRef) => void;
}

export function LinkList(props: LinkListProps): ReactNode {
  const { title, side, of, links, more, onMore, isShown, onJump } = props;
  const { total, ends } = links;
  return (
    <section className={`links is-${side}`} aria-label={title}>
      <h3>
        {title} <span className="count">{count(total)}</span>
      </h3>
      {total === 0 && <p className="soft">{side === 'cause' ? noCauseText(of) : 'No links to this span yet.'}</p>}
      <LinkWindows items={ends}>
        {(end, index) => (
          <li aria-posinset={index + 1} aria-setsize={total}>
            <LinkItem end={end} side={side} of={of} isShown={isShown(end[side].traceId)} onJump={onJump} />
          </li>
        )}
      </LinkWindows>
      {ends.length < total && <MoreNote what="link" rest={total - ends.length} more={more} onMore={onMore} />}
    </section>
  );
}

/** A consumer has a cause, which a link or its parent names. */
function noCauseText({ kind, parentSpanId }: SpanSummary): string {
  if (kind !== 'consumer') return 'This span has no links.';
  return parentSpanId === undefined
    ? 'No link was recorded of this CONSUMER span, so that what it consumed is not known. ' +
        'The page “Troubleshooting” of Spanlink’s docs says why.'
    : 'No link was recorded of this CONSUMER span, only its parent. ' +
        'The page “Troubleshooting” of Spanlink’s docs says why.';
}

interface LinkItemProps extends Pick<LinkListProps, 'side' | 'of' | 'onJump'> {
  readonly end: LinkDetail;
  readonly isShown: boolean;
}

function LinkItem({ end, side, of, isShown, onJump }: LinkItemProps): ReactNode {
  const { span, relation, attributes, traceState, flags } = end;
  const other = end[side];
  const extra = Object.keys(attributes).length;
  return (
    <>
      <div className="link-head">
        <Relation text={relation} />
        {span !== undefined && <Gap span={span} of={of} side={side} />}
      </div>
      {span === undefined ? (
        <p className="not-received">
          <span aria-hidden="true">? </span>Span {shortId(other.spanId)} of trace {shortId(other.traceId)} was not
          received
        </p>
      ) : (
        <button type="button" className="jump" onClick={() => onJump(other)}>
          <ServiceSwatch service={span.service} />
          <span>
            <b>
              <Name text={span.name} />
            </b>
            <span className="soft">
              <Name text={span.service} empty="no service name" /> ·{' '}
              {other.traceId === of.traceId ? 'same trace' : `trace ${shortId(other.traceId)}`}
              {isShown ? '' : ' · adds it to the timeline'}
            </span>
            {span.status === 'error' && <ErrorLabel>error</ErrorLabel>}
          </span>
          <Icon name="jump" />
        </button>
      )}
      {extra > 0 && (
        <details>
          <summary>{plural(extra, 'link attribute')}</summary>
          <AttributesTable attributes={attributes} />
          {end.isCut === true && (
            <p className="soft">Values are cut here; the span that carries the link has them whole.</p>
          )}
        </details>
      )}
      {(traceState !== undefined || flags !== undefined) && (
        <AttributesTable
          attributes={{
            ...(traceState !== undefined && { tracestate: traceState }),
            ...(flags !== undefined && { flags: describeFlags(flags) }),
          }}
        />
      )}
      <DroppedAttributes count={end.droppedAttributes} />
    </>
  );
}

/** The time from the end of the cause to the start of the effect; links have no time of their own. */
function Gap({ span, of, side }: Pick<LinkItemProps, 'of' | 'side'> & { readonly span: SpanSummary }): ReactNode {
  const { kind, time } = side === 'cause' ? causalGap(span, of) : causalGap(of, span);
  if (kind === 'skew') return <ClockSkew time={time} />;
  if (kind === 'during') return <span className="soft">while it was running</span>;
  return (
    <span className="soft">
      {duration(time)} {side === 'cause' ? 'before' : 'later'}
    </span>
  );
}
