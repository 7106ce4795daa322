/** A row of the outline, for the screen and for screen readers. */
import type { ReactNode } from 'react';
import { duration, plural, shortId } from '../../components/format.js';
import { ServiceSwatch } from '../../components/service-name.js';
import type { OutlineRow } from './outline-rows.js';

export function OutlineItem({ row: { box, span, causes, effects, traceId } }: { readonly row: OutlineRow }): ReactNode {
  if (span !== undefined) {
    return (
      <>
        <ServiceSwatch service={span.service} />
        <span className="line-name">{span.name}</span>
        {span.status === 'error' && <span className="is-error">▲</span>}
        {span.isFromFuture === true && <span title="From the future">⧗</span>}
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
      <b className="line-name">{lane.name}</b>
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
      `Trace ${lane.name}, ${lane.service}, ${plural(lane.spans, 'span')}`,
      lane.errors > 0 ? plural(lane.errors, 'error') : '',
      duration(lane.duration),
    ]
      .filter(Boolean)
      .join(', ');
  }
  if (span === undefined) return `Trace ${shortId(traceId)} was not received`;
  return [
    `${span.name}, ${span.service}, ${duration(span.duration)}`,
    span.status === 'error' ? 'error' : '',
    span.isFromFuture === true ? 'from the future' : '',
    causes.length > 0
      ? `caused by ${plural(causes.length, 'link')}: ${[...new Set(causes)].slice(0, 5).join(', ')}`
      : '',
    effects > 0 ? `led to ${plural(effects, 'span')}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}
