/** Moves the times of answers by the offsets of clocks. */
import type { ClockOffset, GraphAnswer, LinkEnd, SpanSummary, TraceAnswer, TraceSummary } from './answers.js';
import { estimateClockOffsets } from './clock-offsets.js';
import type { ClockOffsets } from './clock-offsets.js';

export const toClockOffsets = (offsets: readonly ClockOffset[]): ClockOffsets =>
  new Map(offsets.map(({ service, offset }) => [service, offset]));

/** Moves a span by the offset of its service. */
export function moveSpan<T extends SpanSummary>(span: T, offsets: ClockOffsets): T {
  const offset = offsets.get(span.service) ?? offsetOfCut(span.service, offsets);
  return offset === undefined ? span : { ...span, start: span.start + offset };
}

/** Finds the offset of a long service in a list that names it by its first characters and `…`. */
function offsetOfCut(service: string, offsets: ClockOffsets): number | undefined {
  for (const [name, offset] of offsets) if (name.endsWith('…') && service.startsWith(name.slice(0, -1))) return offset;
  return undefined;
}

/**
 * Moves a trace to where its spans are after moving, as far as they are known.
 *
 * @param spans known spans of the trace, moved
 */
export function moveTrace<T extends TraceSummary>(trace: T, spans: readonly SpanSummary[], offsets: ClockOffsets): T {
  if (![trace, ...spans].some(({ service }) => offsets.has(service))) return trace;
  const first = spans[0];
  if (first === undefined) return { ...trace, start: trace.start + (offsets.get(trace.service) ?? 0) };
  const start = spans.reduce((least, span) => Math.min(least, span.start), first.start);
  const end = spans.reduce((most, span) => Math.max(most, span.start + span.duration), start);
  return { ...trace, start, duration: end - start };
}

export type Clocks = 'measured' | 'adjusted';

type Graph = Pick<GraphAnswer, 'spans' | 'lanes' | 'links' | 'clockOffsets'>;

/** Adds the offsets of clocks to a graph, and moves its times if that was asked. */
export function adjustGraph<T extends Graph>(graph: T, clocks: Clocks): T {
  const clockOffsets = estimateClockOffsets(graph.spans, graph.links);
  if (clockOffsets.length === 0) return graph;
  return { ...(clocks === 'adjusted' ? moveGraph(graph, toClockOffsets(clockOffsets)) : graph), clockOffsets };
}

function moveGraph<T extends Graph>(graph: T, offsets: ClockOffsets): T {
  const spans = graph.spans.map((span) => moveSpan(span, offsets));
  const spansOf = new Map<string, SpanSummary[]>();
  for (const span of spans) {
    const ofTrace = spansOf.get(span.traceId);
    if (ofTrace === undefined) spansOf.set(span.traceId, [span]);
    else ofTrace.push(span);
  }
  const leads = new Set(graph.links.map(({ cause, effect }) => cause.traceId + effect.traceId));
  const order = (a: string, b: string): number => Number(leads.has(b + a)) - Number(leads.has(a + b));
  return {
    ...graph,
    spans: spans.sort(byStart),
    lanes: graph.lanes
      .map((lane) => moveTrace(lane, spansOf.get(lane.traceId) ?? [], offsets))
      // as little as possible is moved: often an effect to the very start of its cause, which is above it
      .sort((a, b) => a.start - b.start || order(a.traceId, b.traceId)),
  };
}

/** Adds the offsets of clocks to a trace, estimated from it and what is linked with it; moves its times if asked. */
export function adjustTrace<T extends TraceAnswer>(answer: T, clocks: Clocks): T {
  const linked = answer.links.flatMap(({ span }) => span ?? []);
  const clockOffsets = estimateClockOffsets([...answer.spans, ...linked], answer.links);
  if (clockOffsets.length === 0) return answer;
  return { ...(clocks === 'adjusted' ? moveTraceAnswer(answer, toClockOffsets(clockOffsets)) : answer), clockOffsets };
}

function moveTraceAnswer<T extends TraceAnswer>(answer: T, offsets: ClockOffsets): T {
  const spans = answer.spans.map((span) => moveSpan(span, offsets));
  return {
    ...answer,
    spans: spans.sort(byStart),
    trace: moveTrace(answer.trace, spans, offsets),
    links: answer.links.map((link): LinkEnd =>
      link.span === undefined ? link : { ...link, span: moveSpan(link.span, offsets) },
    ),
  };
}

const byStart = (a: { readonly start: number }, b: { readonly start: number }): number => a.start - b.start;
