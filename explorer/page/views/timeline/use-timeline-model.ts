/**
 * The picture of a timeline: the graph around its trace, and the traces that were opened beside it; again as spans
 * arrive.
 */
import { useQueries } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import type { TraceAnswer } from '../../../api/answers.js';
import { fetchAnswer, answerUrl, useAnswer } from '../../data/api-client.js';
import { useLive, useRefresh } from '../../data/use-live.js';
import { buildTimelineModel, type TimelineModel } from '../../data/timeline-model.js';
import type { TimelineState } from './timeline-state.js';

/** So often, in milliseconds, where what arrives is of other traces. */
const OTHERS = 5_000;

export interface TimelineModelState {
  readonly model: TimelineModel | undefined;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

export function useTimelineModel({ trace, hops, direction, opened }: TimelineState): TimelineModelState {
  const graph = useAnswer(
    'graph',
    { trace, hops, direction, traces: 200, spans: 20_000 },
    { keep: true, enabled: trace !== '' },
  );
  const others = useQueries({
    queries: opened.map((id) => ({
      queryKey: ['trace', answerUrl('trace', { trace: id })],
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchAnswer('trace', { trace: id }, signal),
    })),
    combine: (results) => results.flatMap(({ data }): TraceAnswer[] => (data === undefined ? [] : [data])),
  });
  // what was kept of another trace is not this one's picture
  const data = graph.data?.center.traceId === trace ? graph.data : undefined;
  const model = useMemo(() => (data === undefined ? undefined : buildTimelineModel(data, others)), [data, others]);
  const refresh = useRefresh();
  const refreshedAt = useRef(0);
  useLive((traces) => {
    const isConcerned =
      model === undefined ||
      traces.has(trace) ||
      [...model.lanes, ...model.missing].some(({ traceId }) => traces.has(traceId));
    // another trace may link to one of these, which only asking tells
    if (!isConcerned && performance.now() - refreshedAt.current < OTHERS) return;
    refreshedAt.current = performance.now();
    refresh(['graph', 'trace', 'span']);
  });
  return {
    model,
    isPending: data === undefined && graph.error === null,
    error: graph.error,
    retry: () => void graph.refetch(),
  };
}
