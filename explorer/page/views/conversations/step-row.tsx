/** A step of an agent, with what it was caused by, and when it was. */
import type { ReactNode } from 'react';
import { hrefTo } from '../../data/address.js';
import { spanKey } from '../../data/timeline-model.js';
import { duration, shortId, usageText } from '../../components/format.js';
import { isolate, nameText } from '../../components/foreign-text.js';
import { Icon } from '../../components/icon.js';
import { Link } from '../../components/link.js';
import { Name } from '../../components/name.js';
import { Relation } from '../../components/relation.js';
import type { TimeScale } from '../../timeline/time-scale.js';
import { stepTitle, type ShownStep, type StepCause } from './agents.js';
import './step-row.css';

export function StepRow({ step, scale }: { readonly step: ShownStep; readonly scale: TimeScale }): ReactNode {
  const { kind, span, usage, causes } = step;
  const title = stepTitle(step);
  const hasFailed = span.status === 'error';
  const from = scale.place(span.start);
  return (
    <li className="item step-row">
      <span className="step-title" title={isolate(span.name)}>
        <Icon name={kind} /> <bdi>{nameText(title)}</bdi>
      </span>
      <span className="item-attempts">
        <Link
          className={`attempt${hasFailed ? ' is-failed' : ''}`}
          to={hrefTo('timeline', { trace: span.traceId, sel: spanKey(span) })}
          aria-label={`${nameText(title)}: ${hasFailed ? 'failed' : 'succeeded'} after ${duration(span.duration)}`}
        >
          {hasFailed ? '▲ ' : '✓ '}
          {duration(span.duration)}
        </Link>
        {causes.map((cause) => (
          <Cause key={`${spanKey(cause.ref)} ${cause.relation ?? ''}`} cause={cause} />
        ))}
        {usage !== undefined && <span className="soft">{usageText(usage)}</span>}
      </span>
      <span className="item-time" aria-hidden="true">
        <span
          className={hasFailed ? 'has-error' : ''}
          style={{ left: `${from * 100}%`, width: `${(scale.place(span.start + span.duration) - from) * 100}%` }}
        />
      </span>
    </li>
  );
}

const Cause = ({ cause: { relation, ref, step } }: { readonly cause: StepCause }): ReactNode => (
  <span className="step-cause">
    ← <Relation text={relation} />{' '}
    <Link to={hrefTo('timeline', { trace: ref.traceId, sel: spanKey(ref) })}>
      {step === undefined ? `trace ${shortId(ref.traceId)}` : <Name text={step.agent ?? step.span.name} />}
    </Link>
  </span>
);
