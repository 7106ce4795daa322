/** A row of the outline, for the screen and for screen readers. */
import type { ReactNode } from 'react';
import { count, duration, plural, shortId } from '../../components/format.js';
import { isolate, nameText, serviceText } from '../../components/foreign-text.js';
import { Icon } from '../../components/icon.js';
import { Name } from '../../components/name.js';
import { ServiceSwatch } from '../../components/service-name.js';
import type { OutlineRow } from './outline-rows.js';

export function OutlineItem({ row }: { readonly row: OutlineRow }): ReactNode {
  const { box, span, causes, effects, hasMore, traceId } = row;
  const more = hasMore ? '+' : '';
  if (span !== undefined) {
    return (
      <>
        <ServiceSwatch service={span.service} />
        <span className="line-name">
          <Name text={span.name} />
        </span>
        {span.status === 'error' && <span className="is-error">▲</span>}
        {span.isFromFuture === true && (
          <span className="future" title="From the future">
            <Icon name="future" />
          </span>
        )}
        {causes.length > 0 && (
          <span className="is-cause line-links">
            ←{count(causes.length)}
            {more}
          </span>
        )}
        {effects > 0 && (
          <span className="is-effect line-links">
            →{count(effects)}
            {more}
          </span>
        )}
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
export function describeRow({ box, span, causes, effects, hasMore, traceId }: OutlineRow): string {
  const least = hasMore ? 'at least ' : '';
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
    span.isFromFuture === true ? 'from the future' : '',
    causes.length > 0 ? `caused by ${least}${plural(causes.length, 'link')}: ${firstOf(causes)}` : '',
    effects > 0 ? `led to ${least}${plural(effects, 'span')}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

const firstOf = (relations: readonly string[]): string => [...new Set(relations)].slice(0, 5).map(isolate).join(', ');
