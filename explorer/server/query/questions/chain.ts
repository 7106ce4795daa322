/** The causal chain that ends with a span: back along what each step waited for, to a first cause. */
import type { CausalLink, ChainAnswer, ChainStep, SpanRef, SpanSummary } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import { NotFoundError } from '../../store/store-reader.js';
import type { Ask } from '../../store/store-reader.js';
import { Seen } from '../index/index-cache.js';
import { keyOf } from '../index/span-rows.js';
import { summarize, withoutLeads } from '../index/summaries-in-sql.js';
import type { Forest } from '../index/span-forest.js';
import { walk } from '../graph/walk.js';

const MOST_TRACES = 500;
const MOST_STEPS = 1000;

export async function askChain(ask: Ask, { trace, span, end, hops }: AskedOf<'chain'>): Promise<ChainAnswer> {
  const bounds = { hops, traces: MOST_TRACES };
  const seen = new Seen();
  const [summary] = (await summarize(ask, [trace], seen)).values();
  const here: SpanRef = { traceId: trace, spanId: span ?? summary?.rootSpanId ?? '' };
  const forward =
    end === 'last'
      ? await walk(ask, 'effects', new Map([[trace, span === undefined ? 'all' : new Set([span])]]), bounds, seen)
      : undefined;
  const last = (forward && lastEnding(forward.forest, forward.links)) ?? here;
  const back = await walk(
    ask,
    'causes',
    new Map([[last.traceId, last.spanId === '' ? 'all' : new Set([last.spanId])]]),
    bounds,
    seen,
  );
  const final =
    last.spanId === '' ? lastOf(back.forest.spansOf(last.traceId)) : back.forest.get(last.traceId, last.spanId);
  if (final === undefined)
    throw new NotFoundError(
      span === undefined
        ? `No span of trace ${trace} was received.`
        : `Span ${span} of trace ${trace} was not received.`,
    );

  const { path, isLong } = retrace(back.forest, back.links, final);
  const steps = path.map(({ span: each, link }, index): ChainStep => {
    const before = path[index - 1]?.span;
    return { span: each, ...(link && { link }), waitedBefore: before ? Math.max(each.start - endOf(before), 0) : 0 };
  });
  const traces = await summarize(ask, [...new Set(path.map((step) => step.span.traceId))], seen);
  return {
    steps,
    traces: [...traces.values()].map(withoutLeads).sort((a, b) => a.start - b.start),
    elapsed: Math.max(endOf(final) - (path[0]?.span.start ?? final.start), 0),
    waited: steps.reduce((sum, step) => sum + step.waitedBefore, 0),
    isCut: back.isCut || (forward?.isCut ?? false) || isLong,
  };
}

const endOf = (span: SpanSummary): number => span.start + span.duration;

const lastOf = (spans: Iterable<SpanSummary>): SpanSummary | undefined =>
  [...spans].reduce<SpanSummary | undefined>(
    (last, each) => (last === undefined || endOf(each) > endOf(last) ? each : last),
    undefined,
  );

/** Of all that was caused, what ended last: the effect of a link itself or something inside it. */
const lastEnding = (forest: Forest, links: readonly CausalLink[]): SpanSummary | undefined =>
  lastOf(
    links.flatMap(({ effect }) =>
      [...forest.within(effect.traceId, effect.spanId)].flatMap((id) => forest.get(effect.traceId, id) ?? []),
    ),
  );

interface Step {
  readonly span: SpanSummary;
  readonly link?: CausalLink;
}

/**
 * From the last span back to the first: to the cause that was done last, for it was the one waited for; where a span
 * has no cause, to the span that called it.
 */
function retrace(forest: Forest, links: readonly CausalLink[], final: SpanSummary): { path: Step[]; isLong: boolean } {
  const causes = new Map<string, CausalLink[]>();
  for (const link of links) causes.set(keyOf(link.effect), [...(causes.get(keyOf(link.effect)) ?? []), link]);
  const path: Step[] = [];
  const seen = new Set<string>();
  let span: SpanSummary | undefined = final;
  while (span !== undefined && path.length < MOST_STEPS) {
    const effect: SpanSummary = span;
    seen.add(keyOf(effect));
    const known = (causes.get(keyOf(effect)) ?? []).flatMap((link) => {
      const cause = forest.get(link.cause.traceId, link.cause.spanId);
      return cause && !seen.has(keyOf(cause)) ? [{ link, cause }] : [];
    });
    // a cause may go on after its effect has begun: then the effect did not wait for its end
    const doneAt = (cause: SpanSummary): number => Math.min(endOf(cause), effect.start);
    const [waitedFor] = known.sort((a, b) => doneAt(b.cause) - doneAt(a.cause) || b.cause.start - a.cause.start);
    path.unshift({ span: effect, ...(waitedFor && { link: waitedFor.link }) });
    const parent: SpanSummary | undefined =
      effect.parentSpanId === undefined ? undefined : forest.get(effect.traceId, effect.parentSpanId);
    span = waitedFor?.cause ?? (parent && !seen.has(keyOf(parent)) ? parent : undefined);
  }
  return { path, isLong: span !== undefined };
}
