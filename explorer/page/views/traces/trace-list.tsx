/** A virtual list of traces. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { SearchAnswer } from '../../../api/answers.js';
import { hrefTo } from '../../data/address.js';
import { ago, count, duration, moment, plural, shortId } from '../../components/format.js';
import { serviceText } from '../../components/foreign-text.js';
import { FutureLabel } from '../../components/future-label.js';
import { Name } from '../../components/name.js';
import { Link } from '../../components/link.js';
import { ErrorLabel, ServiceName, ServiceSwatch } from '../../components/service-name.js';
import './trace-list.css';

type FoundTrace = SearchAnswer['traces'][number];

export interface TraceListProps {
  readonly traces: readonly FoundTrace[];
  /** The ids of those that came just now. */
  readonly news: ReadonlySet<string>;
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly onMore: () => void;
}

export function TraceList({ traces, news, hasMore, isLoading, onMore }: TraceListProps): ReactNode {
  const list = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: traces.length,
    getScrollElement: () => list.current,
    estimateSize: () => 76,
    overscan: 8,
    getItemKey: (index) => traces[index]?.traceId ?? index,
  });
  const longest = Math.max(...traces.map((trace) => trace.duration), 1);
  const now = useNow();
  return (
    <div className="results" ref={list}>
      <ul style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, key, start }) => {
          const trace = traces[index];
          return (
            trace !== undefined && (
              <li
                key={key}
                ref={rows.measureElement}
                data-index={index}
                aria-setsize={traces.length}
                aria-posinset={index + 1}
                style={{ transform: `translateY(${start}px)` }}
              >
                <TraceCard trace={trace} longest={longest} now={now} isNew={news.has(trace.traceId)} />
              </li>
            )
          );
        })}
      </ul>
      {hasMore && (
        <button type="button" className="button more" disabled={isLoading} onClick={onMore}>
          {isLoading ? 'Loading…' : 'Load older traces'}
        </button>
      )}
    </div>
  );
}

function TraceCard({
  trace,
  longest,
  now,
  isNew,
}: {
  readonly trace: FoundTrace;
  readonly longest: number;
  readonly now: number;
  readonly isNew: boolean;
}): ReactNode {
  // a single match is selected in the timeline; several are not
  const match = trace.matches.length === 1 ? trace.matches[0] : undefined;
  const others = trace.services.filter((service) => service !== trace.service);
  return (
    <Link
      className={`result${isNew ? ' is-new' : ''}`}
      to={hrefTo('timeline', {
        trace: trace.traceId,
        ...(match === undefined ? {} : { sel: `${match.traceId}:${match.spanId}` }),
      })}
    >
      <span className="result-name">
        <ServiceSwatch service={trace.service} />
        <b>
          <Name text={trace.name} />
        </b>
        {trace.isFromFuture === true && <FutureLabel />}
        {trace.errors > 0 && <ErrorLabel>{plural(trace.errors, 'error')}</ErrorLabel>}
      </span>
      <span className="result-time" title={moment(trace.start)}>
        {ago(trace.start, now)}
      </span>
      <span className="result-facts">
        <span>
          <Name text={trace.service} empty="no service name" />
        </span>
        {others.length > 0 && (
          <span className="others" title={others.map(serviceText).join(', ')}>
            {others.slice(0, 4).map((service) => (
              <ServiceName key={service} name={service} />
            ))}
            {others.length > 4 && <span>+{others.length - 4}</span>}
          </span>
        )}
        <span>{plural(trace.spans, 'span')}</span>
        {trace.linksOut > 0 && <span className="is-cause">{plural(trace.linksOut, 'cause')}</span>}
        {trace.linksIn > 0 && <span className="is-effect">led to {count(trace.linksIn)}</span>}
        <span className="mono">{shortId(trace.traceId)}</span>
      </span>
      <span className="result-duration">
        {duration(trace.duration)}
        <span className="meter" aria-hidden="true">
          <span style={{ width: `${Math.max((trace.duration / longest) * 100, 2)}%` }} />
        </span>
      </span>
    </Link>
  );
}

/** Returns the time in microseconds, at least every five seconds anew. */
function useNow(): number {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((ticks) => ticks + 1), 5_000);
    return () => clearInterval(timer);
  }, []);
  // at each drawing: a trace that just arrived is not from the future
  return Date.now() * 1000;
}
