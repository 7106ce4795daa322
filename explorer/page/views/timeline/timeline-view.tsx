/** The causal timeline: a lane a trace, links as arcs between them, and the details of what is selected. */
import { useMemo, type ReactNode } from 'react';
import { hrefOf } from '../../data/address.js';
import { Go } from '../../components/link.js';
import { Empty, Loading, Problem } from '../../components/error-message.js';
import { Shown } from './causal-timeline.js';
import { readState } from './timeline-state.js';
import { usePicture } from './use-timeline-model.js';

export function TimelineView({ query }: { readonly query: URLSearchParams }): ReactNode {
  const state = useMemo(() => readState(query), [query]);
  const { picture, isPending, error, retry } = usePicture(state);
  if (state.trace === '') {
    return (
      <Empty title="Which trace?">
        <p>A timeline is of a trace: add its id to the address as “trace”, or choose one of the recent traces.</p>
        <Go to={hrefOf('traces')} className="button">
          Recent traces
        </Go>
      </Empty>
    );
  }
  if (isPending) return <Loading what="the trace and what is around it" />;
  if (picture === undefined) return <Problem error={error ?? new Error('There is no answer.')} onRetry={retry} />;
  // another trace is another picture, with a viewport of its own
  return <Shown key={state.trace} state={state} picture={picture} />;
}
