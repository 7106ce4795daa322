/**
 * Spans of several traces as trees, each with its links by the names of the spans at their other ends: as many as fit,
 * those first that say most of causes.
 */
import type { CausalLink, LinkEnd, SpanRef, SpanSummary, TraceSummary } from '../../../api/answers.js';
import type { TokenBudget } from './token-budget.js';
import { counted, describeSpan, describeTrace, nameOf, refKey, relationOf } from './words.js';

export interface CausalStory {
  /** In the order in which they are shown. */
  readonly traces: readonly (TraceSummary & { readonly hop?: number })[];
  readonly spans: readonly SpanSummary[];
  readonly links: readonly (CausalLink | LinkEnd)[];
  /** The span that was asked for. */
  readonly asked?: SpanRef;
}

/** Lines, and how much of the story they leave out. */
export interface TreeText {
  readonly lines: readonly string[];
  readonly hiddenSpans: number;
  readonly hiddenTraces: readonly string[];
  /** True if a span is shown without its caller. */
  readonly hasHiddenCallers: boolean;
}

/** Returns the trees of all spans that fit. */
export function drawTrees(story: CausalStory, budget: TokenBudget): TreeText {
  const spans = new Map(story.spans.map((span) => [refKey(span), span]));
  const linkLines = describeLinks(story, spans);
  const titles = new Map(story.traces.map((trace) => [trace.traceId, titleOf(trace)]));
  const shownTraces = new Set<string>();
  const shown = new Set<SpanSummary>();
  for (const span of byImportance(story, linkLines)) {
    const title = shownTraces.has(span.traceId) ? [] : [titles.get(span.traceId) ?? ''];
    // as deep as most trees are
    const lines = [...title, `      ${describeSpan(span)}`, ...(linkLines.get(refKey(span)) ?? [])];
    if (!budget.take(lines.join('\n'))) break;
    shownTraces.add(span.traceId);
    shown.add(span);
  }
  const trees = story.traces.flatMap(({ traceId }) => {
    if (!shownTraces.has(traceId)) return [];
    const ofTrace = [...shown].filter((span) => span.traceId === traceId);
    return [titles.get(traceId) ?? '', ...drawTree(ofTrace, linkLines)];
  });
  return {
    lines: trees,
    hiddenSpans: story.spans.length - shown.size,
    hiddenTraces: story.traces.flatMap(({ traceId }) => (shownTraces.has(traceId) ? [] : [traceId])),
    hasHiddenCallers: trees.some((line) => line.trimStart().startsWith(HIDDEN_CALLER)),
  };
}

/** The links of a span that stand below it. */
const MAX_LINKS = 20;
const HIDDEN_CALLER = '- … ';

const titleOf = (trace: CausalStory['traces'][number]): string =>
  `${describeTrace(trace)}${trace.hop === undefined || trace.hop === 0 ? '' : ` · ${counted(trace.hop, 'link')} away`}`;

/** Sorts spans: the one that was asked for, errors, those with links, roots, and all others; of these the nearest. */
function byImportance({ traces, spans, asked }: CausalStory, linkLines: ReadonlyMap<string, unknown>): SpanSummary[] {
  const hops = new Map(traces.map(({ traceId, hop = 0 }) => [traceId, hop]));
  const rankOf = (span: SpanSummary): number => {
    if (asked !== undefined && refKey(span) === refKey(asked)) return 0;
    if (span.status === 'error') return 1;
    if (linkLines.has(refKey(span))) return 2;
    return span.parentSpanId === undefined ? 3 : 4;
  };
  const distanceOf = ({ traceId }: SpanSummary): number => hops.get(traceId) ?? 0;
  return spans
    .filter(({ traceId }) => hops.has(traceId))
    .map((span) => ({ span, rank: rankOf(span), distance: distanceOf(span) }))
    .sort((a, b) => a.rank - b.rank || a.distance - b.distance || a.span.start - b.span.start)
    .map(({ span }) => span);
}

/** Returns the lines of links by the span below which they stand: its causes, and its effects in no trace here. */
function describeLinks(
  { traces, links }: CausalStory,
  spans: ReadonlyMap<string, SpanSummary>,
): ReadonlyMap<string, readonly string[]> {
  const here = new Set(traces.map(({ traceId }) => traceId));
  const byNear = new Map<string, string[]>();
  const add = (near: SpanRef, arrow: string, far: SpanRef, link: CausalLink | LinkEnd): void => {
    const end = spans.get(refKey(far)) ?? ('span' in link ? link.span : undefined);
    const place = here.has(far.traceId) ? `span ${far.spanId}` : `trace ${far.traceId} span ${far.spanId}`;
    const name = end === undefined ? place : `${nameOf(end.name)}, ${place}`;
    const line = `${arrow} ${relationOf(link)}: ${name}`;
    const lines = byNear.get(refKey(near)) ?? [];
    byNear.set(refKey(near), lines);
    lines.push(line);
  };
  for (const link of links) {
    add(link.effect, '←', link.cause, link);
    if (!here.has(link.effect.traceId)) add(link.cause, '→', link.effect, link);
  }
  for (const lines of byNear.values())
    if (lines.length > MAX_LINKS)
      lines.splice(MAX_LINKS, Infinity, `… ${lines.length - MAX_LINKS} more links: ask for the span, with links=…`);
  return byNear;
}

/** Draws the spans of a trace below their callers, or where these are not shown, side by side. */
function drawTree(spans: readonly SpanSummary[], linkLines: ReadonlyMap<string, readonly string[]>): string[] {
  const shown = new Set(spans.map(({ spanId }) => spanId));
  const below = new Map<string, SpanSummary[]>();
  const seen = new Set<SpanSummary>();
  const parentOf = ({ parentSpanId, spanId }: SpanSummary): string =>
    parentSpanId !== undefined && parentSpanId !== spanId && shown.has(parentSpanId) ? parentSpanId : '';
  for (const span of [...spans].sort((a, b) => a.start - b.start))
    below.set(parentOf(span), [...(below.get(parentOf(span)) ?? []), span]);

  const bulletOf = ({ parentSpanId }: SpanSummary): string =>
    parentSpanId === undefined || shown.has(parentSpanId) ? '- ' : HIDDEN_CALLER;
  const draw = (siblings: readonly SpanSummary[], indent: string): string[] =>
    siblings
      .filter((span) => !seen.has(span) && seen.add(span))
      .flatMap((span) => [
        `${indent}${bulletOf(span)}${describeSpan(span)}`,
        ...(linkLines.get(refKey(span)) ?? []).map((line) => `${indent}    ${line}`),
        ...draw(below.get(span.spanId) ?? [], `${indent}  `),
      ]);
  const lines = draw(below.get('') ?? [], '');
  // callers in a circle have none that nobody calls: it begins anywhere
  return [...lines, ...spans.flatMap((span) => draw([span], ''))];
}
