/**
 * The picture of a timeline: the graph around its trace, and the traces that were opened beside it; again as spans
 * arrive.
 */
import { useQueries } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import type { TraceAnswer } from '../../../api/answers.js';
import { ask, urlOf, useAnswer } from '../../data/api-client.js';
import { useLive, useRefresh } from '../../data/use-live.js';
import { paint, type Picture } from '../../data/timeline-model.js';
import type { TimelineState } from './timeline-state.js';

/** So often, in milliseconds, where what arrives is of other traces. */
const OTHERS = 5_000;

export interface PictureAnswer {
  readonly picture: Picture | undefined;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
}

export function usePicture({ trace, hops, direction, opened }: TimelineState): PictureAnswer {
  const graph = useAnswer(
    'graph',
    { trace, hops, direction, traces: 200, spans: 20_000 },
    { keep: true, enabled: trace !== '' },
  );
  const others = useQueries({
    queries: opened.map((id) => ({
      queryKey: ['trace', urlOf('trace', { trace: id })],
      queryFn: ({ signal }: { signal: AbortSignal }) => ask('trace', { trace: id }, signal),
    })),
    combine: (results) => results.flatMap(({ data }): TraceAnswer[] => (data === undefined ? [] : [data])),
  });
  // what was kept of another trace is not this one's picture
  const data = graph.data?.center.traceId === trace ? graph.data : undefined;
  const picture = useMemo(() => (data === undefined ? undefined : paint(data, others)), [data, others]);
  const refresh = useRefresh();
  const refreshedAt = useRef(0);
  useLive((traces) => {
    const isConcerned =
      picture === undefined ||
      traces.has(trace) ||
      [...picture.lanes, ...picture.missing].some(({ traceId }) => traces.has(traceId));
    // another trace may link to one of these, which only asking tells
    if (!isConcerned && performance.now() - refreshedAt.current < OTHERS) return;
    refreshedAt.current = performance.now();
    refresh(['graph', 'trace', 'span']);
  });
  return {
    picture,
    isPending: data === undefined && graph.error === null,
    error: graph.error,
    retry: () => void graph.refetch(),
  };
}
