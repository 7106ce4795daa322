/** A step of a chain, and the wait before it. */
import type { ReactNode } from 'react';
import type { ChainStep } from '../../../api/answers.js';
import { hrefTo } from '../../data/address.js';
import { spanKey } from '../../data/timeline-model.js';
import { clock, day, duration, shortId } from '../../components/format.js';
import { ClockSkew } from '../../components/clock-skew.js';
import { Name } from '../../components/name.js';
import { Relation } from '../../components/relation.js';
import { Link } from '../../components/link.js';
import { ErrorLabel, ServiceName } from '../../components/service-name.js';
import './chain-step.css';

export const stepKey = ({ span }: ChainStep): string => `${span.traceId}:${span.spanId}`;

export function ChainStepItem({
  step: { span, link, waitedBefore, clockSkew },
  isNew,
  before,
}: {
  readonly step: ChainStep;
  readonly isNew: boolean;
  readonly before: ChainStep | undefined;
}): ReactNode {
  return (
    <li className="step">
      {before !== undefined && (
        <p className={`step-way${link === undefined ? '' : ' is-link'}`}>
          {link === undefined ? (
            <span className="soft">{span.parentSpanId === before.span.spanId ? 'calls' : 'then'}</span>
          ) : (
            <Relation text={link.relation} />
          )}
          {waitedBefore > 0 && <span className="waited">waited {duration(waitedBefore)}</span>}
          {clockSkew !== undefined && <ClockSkew time={clockSkew} />}
        </p>
      )}
      <Link
        className={`step-span${isNew ? ' is-new' : ''}`}
        to={hrefTo('timeline', { trace: span.traceId, sel: spanKey(span) })}
      >
        <ServiceName name={span.service} />
        <b>
          <Name text={span.name} />
        </b>
        {span.status === 'error' && <ErrorLabel>error</ErrorLabel>}
        <span className="step-facts">
          {duration(span.duration)} · {day(span.start)} {clock(span.start)} · trace {shortId(span.traceId)}
        </span>
      </Link>
    </li>
  );
}
