/** The view of a causal timeline: loads its model, and shows it, an error or advice. */
import { useMemo, type ReactNode } from 'react';
import { hrefTo } from '../../data/address.js';
import { Link } from '../../components/link.js';
import { EmptyState } from '../../components/empty-state.js';
import { ErrorMessage } from '../../components/error-message.js';
import { Loading } from '../../components/loading.js';
import { CausalTimeline } from './causal-timeline.js';
import { parseTimelineState } from './timeline-state.js';
import { useTimelineModel } from './use-timeline-model.js';

export function TimelineView({ query }: { readonly query: URLSearchParams }): ReactNode {
  const state = useMemo(() => parseTimelineState(query), [query]);
  const { model, isPending, error, retry, live, news } = useTimelineModel(state);
  if (state.trace === '') {
    return (
      <EmptyState title="No trace selected">
        <p>Add the id of a trace to the address as “trace”, or choose a recent trace.</p>
        <Link to={hrefTo('traces')} className="button">
          Recent traces
        </Link>
      </EmptyState>
    );
  }
  if (isPending) return <Loading what="the trace and its linked traces" />;
  if (model === undefined)
    return <ErrorMessage error={error ?? new Error('The explorer returned no data.')} onRetry={retry} />;
  // another trace has a viewport of its own
  return <CausalTimeline key={state.trace} state={state} model={model} live={live} news={news} />;
}
