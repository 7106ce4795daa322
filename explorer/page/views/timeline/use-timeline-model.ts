/** The model of a timeline: the graph around its trace, and the traces opened beside it; renewed as spans arrive. */
import { useQueries } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { adjustGraph } from '../../../api/adjust-clocks.js';
import type { TraceAnswer } from '../../../api/answers.js';
import { answerQuery } from '../../data/queries.js';
import { buildTimelineModel, spanKey, type TimelineModel } from '../../data/timeline-model.js';
import { useAnswer } from '../../data/use-answer.js';
import { useLiveAnswers, type LiveAnswers } from '../../live/use-live-answers.js';
import { useNews } from '../../live/use-news.js';
import { describeNews, newsKeys } from './timeline-news.js';
import { parseSpanKey, type TimelineState } from './timeline-state.js';

export interface TimelineModelState {
  readonly model: TimelineModel | undefined;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
  readonly live: LiveAnswers;
  /** The keys of the spans and traces that came just now. */
  readonly news: ReadonlySet<string>;
}

export function useTimelineModel(state: TimelineState): TimelineModelState {
  const { trace, hops, direction, limits, opened, selected, clocks } = state;
  const [keep, setKeep] = useState<string>();
  const graph = useAnswer(
    'graph',
    { trace, hops, direction, ...limits, keep },
    { keepPrevious: true, enabled: trace !== '' },
  );
  const others = useQueries({
    queries: opened.map((id) => answerQuery('trace', { trace: id, spans: limits.spans, keep: keepIn(id, keep) })),
    combine: (results) => results.flatMap(({ data }): TraceAnswer[] => (data === undefined ? [] : [data])),
  });
  // the previous answer may be the graph of another trace
  const data = graph.data?.center.traceId === trace ? graph.data : undefined;
  const measured = useMemo(() => (data === undefined ? undefined : buildTimelineModel(data, others)), [data, others]);
  // here and not by the server: opened traces are moved by the same offsets as those of the graph
  const model = useMemo(
    () => (measured === undefined ? undefined : adjustGraph(measured, clocks ?? 'measured')),
    [measured, clocks],
  );
  // asks for a selected span that a limit left out, and no other, as each question takes a while
  const missed = useMemo(() => (model === undefined ? undefined : missedSpan(model, selected)), [model, selected]);
  useEffect(() => {
    if (missed !== undefined) setKeep(missed);
  }, [missed]);
  const scope = JSON.stringify([trace, hops, direction, limits, opened]);
  const live = useLiveAnswers({
    questions: ['graph', 'trace', 'span', 'usage'],
    isTouched: (traces) =>
      traces.has(trace) ||
      (model !== undefined && [...model.lanes, ...model.missing].some(({ traceId }) => traces.has(traceId))),
    scope,
  });
  const isWhole = !graph.isPrevious && others.length === opened.length;
  const news = useNews({
    keys: useMemo(() => (measured === undefined || !isWhole ? undefined : newsKeys(measured)), [measured, isWhole]),
    scope,
    ...describeNews(measured),
  });
  return {
    model,
    isPending: data === undefined && graph.error === null,
    error: graph.error,
    retry: () => void graph.refetch(),
    live,
    news,
  };
}

/** Returns the selected span for `keep` if its trace is in the timeline and a limit left the span out. */
function missedSpan({ lanes, spans, cutBy }: TimelineModel, selected: string | undefined): string | undefined {
  const span = parseSpanKey(selected);
  if (span === undefined || !(cutBy.includes('spans') || cutBy.includes('bytes'))) return undefined;
  if (!lanes.some(({ traceId }) => traceId === span.traceId)) return undefined;
  if (spans.some((one) => spanKey(one) === selected)) return undefined;
  return spanKey(span);
}

const keepIn = (traceId: string, keep: string | undefined): string | undefined =>
  keep?.startsWith(traceId) === true ? keep : undefined;
