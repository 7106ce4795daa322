/** A row of the outline, for the screen and for screen readers. */
import type { ReactNode } from 'react';
import { duration, plural, shortId } from '../../components/format.js';
import { isolate, nameText, serviceText } from '../../components/foreign-text.js';
import { Name } from '../../components/name.js';
import { ServiceSwatch } from '../../components/service-name.js';
import type { OutlineRow } from './outline-rows.js';

export function OutlineItem({ row: { box, span, causes, effects, traceId } }: { readonly row: OutlineRow }): ReactNode {
  if (span !== undefined) {
    return (
      <>
        <ServiceSwatch service={span.service} />
        <span className="line-name">
          <Name text={span.name} />
        </span>
        {span.status === 'error' && <span className="is-error">▲</span>}
        {causes.length > 0 && <span className="is-cause line-links">←{causes.length}</span>}
        {effects > 0 && <span className="is-effect line-links">→{effects}</span>}
        <span className="line-time">{duration(span.duration)}</span>
      </>
    );
  }
  const lane = box?.lane;
  if (lane === undefined) return <span className="line-name soft">? trace {shortId(traceId)} not received</span>;
  return (
    <>
      <span className={`chevron${box?.isCollapsed === true ? '' : ' is-open'}`} />
      <b className="line-name">
        <Name text={lane.name} />
      </b>
      {lane.errors > 0 && <span className="is-error">▲{lane.errors}</span>}
      <span className="line-time">{plural(lane.spans, 'span')}</span>
    </>
  );
}

/** Returns the label of a row for screen readers. */
export function describeRow({ box, span, causes, effects, traceId }: OutlineRow): string {
  const lane = box?.lane;
  if (lane !== undefined) {
    return [
      `Trace ${nameText(lane.name)}, ${serviceText(lane.service)}, ${plural(lane.spans, 'span')}`,
      lane.errors > 0 ? plural(lane.errors, 'error') : '',
      duration(lane.duration),
    ]
      .filter(Boolean)
      .join(', ');
  }
  if (span === undefined) return `Trace ${shortId(traceId)} was not received`;
  return [
    `${nameText(span.name)}, ${serviceText(span.service)}, ${duration(span.duration)}`,
    span.status === 'error' ? 'error' : '',
    causes.length > 0
      ? `caused by ${plural(causes.length, 'link')}: ${[...new Set(causes)].slice(0, 5).map(isolate).join(', ')}`
      : '',
    effects > 0 ? `led to ${plural(effects, 'span')}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}
