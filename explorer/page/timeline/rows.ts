/** Assigns each span of a trace a row: below its parent, the first in which it overlaps no other span. */
import type { SpanSummary } from '../../api/answers.js';
import { RowEnds } from './row-ends.js';

export interface RowAssignment {
  readonly span: SpanSummary;
  readonly row: number;
  /** The number of its known ancestors. */
  readonly depth: number;
}

/**
 * Returns the spans in the order of their start, parents first. The children of a parent that was not received are
 * roots.
 */
export function assignRows(spans: readonly SpanSummary[]): RowAssignment[] {
  const ordered = order(spans);
  const rows = new Map<string, number>();
  const ends = new RowEnds();
  return ordered.map(({ span, depth }) => {
    const parent = span.parentSpanId === undefined ? undefined : rows.get(span.parentSpanId);
    const row = ends.firstFree(parent === undefined ? 0 : parent + 1, span.start);
    ends.occupy(row, span.start + span.duration);
    rows.set(keyOf(span), row);
    return { span, row, depth };
  });
}

const keyOf = ({ spanId, nth }: SpanSummary): string => (nth === undefined ? spanId : `${spanId}:${nth}`);

interface Ordered {
  readonly span: SpanSummary;
  readonly depth: number;
  /** At or after the start of its parent, even if clocks disagree. */
  readonly start: number;
}

function order(spans: readonly SpanSummary[]): Ordered[] {
  // a parent is the first of the spans that share its id
  const known = new Map(spans.map((span) => [keyOf(span), span]));
  const done = new Map<string, Ordered>();
  for (const span of spans) {
    // up to the first known ancestor, then down again; a cycle of ids ends the walk
    const chain: SpanSummary[] = [];
    const seen = new Set<string>();
    let at: SpanSummary | undefined = span;
    while (at !== undefined && !done.has(keyOf(at)) && !seen.has(keyOf(at))) {
      seen.add(keyOf(at));
      chain.push(at);
      at = at.parentSpanId === undefined ? undefined : known.get(at.parentSpanId);
    }
    for (const one of chain.reverse()) {
      const parent = one.parentSpanId === undefined ? undefined : done.get(one.parentSpanId);
      done.set(keyOf(one), {
        span: one,
        depth: parent === undefined ? 0 : parent.depth + 1,
        start: Math.max(one.start, parent?.start ?? -Infinity),
      });
    }
  }
  return [...done.values()].sort((one, other) => one.start - other.start || one.depth - other.depth);
}
