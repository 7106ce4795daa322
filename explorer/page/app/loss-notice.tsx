/** Tells what the store lost, with links to the traces that are torn. */
import type { ReactNode } from 'react';
import { plural, shortId } from '../components/format.js';
import { Link } from '../components/link.js';
import { ErrorLabel } from '../components/service-name.js';
import { hrefTo } from '../data/address.js';
import { useAnswer } from '../data/use-answer.js';
import './loss-notice.css';

const FIRST_TRACES = 10;

export function LossNotice(): ReactNode {
  const lost = useAnswer('status', {}).data?.lost;
  if (lost === undefined) return null;
  const shown = lost.traces.slice(0, FIRST_TRACES);
  return (
    <aside className="loss-notice" aria-label="Lost spans">
      <ErrorLabel>{lost.spans === undefined ? 'Spans' : plural(lost.spans, 'span')} lost</ErrorLabel> Parts of the data
      folder are torn or gone, as after a power failure, of spans of {lost.days.join(', ')}.{' '}
      {shown.length > 0 && (
        <>
          Torn traces:{' '}
          {shown.map((trace) => (
            <Link key={trace} to={hrefTo('timeline', { trace })}>
              {shortId(trace)}
            </Link>
          ))}
          {lost.tracesTotal !== undefined &&
            lost.tracesTotal > shown.length &&
            ` and ${lost.tracesTotal - shown.length} more`}
          .
        </>
      )}{' '}
      <span className="soft">
        What is left of them is in {lost.folders.join(', ')}; delete that to be told no more.
      </span>
    </aside>
  );
}
