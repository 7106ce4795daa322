/** A step of a chain, and the waiting before it. */
import type { ReactNode } from 'react';
import type { ChainStep } from '../../../api/answers.js';
import { hrefOf } from '../../data/address.js';
import { spanKey } from '../../data/timeline-model.js';
import { clock, day, duration, shortId } from '../../components/format.js';
import { Go } from '../../components/link.js';
import { Errors, Service } from '../../components/service-name.js';

export function Step({
  step: { span, link, waitedBefore },
  before,
}: {
  readonly step: ChainStep;
  readonly before: ChainStep | undefined;
}): ReactNode {
  return (
    <li className="step">
      {before !== undefined && (
        <p className={`step-way${link === undefined ? '' : ' is-link'}`}>
          <span className={link === undefined ? 'soft' : 'relation'}>
            {link === undefined
              ? span.parentSpanId === before.span.spanId
                ? 'calls'
                : 'then'
              : (link.relation ?? 'link')}
          </span>
          {waitedBefore > 0 && <span className="waited">waited {duration(waitedBefore)}</span>}
        </p>
      )}
      <Go className="step-span" to={hrefOf('timeline', { trace: span.traceId, sel: spanKey(span) })}>
        <Service name={span.service} />
        <b>{span.name}</b>
        {span.status === 'error' && <Errors>error</Errors>}
        <span className="step-facts">
          {duration(span.duration)} · {day(span.start)} {clock(span.start)} · trace {shortId(span.traceId)}
        </span>
      </Go>
    </li>
  );
}
