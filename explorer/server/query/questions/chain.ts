/** `chain`: the critical path that ends with a span, from a first cause. */
import type { CausalLink, ChainAnswer, ChainStep, SpanRef, SpanSummary } from '../../../api/answers.js';
import type { AskedOf } from '../../../api/questions.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness, hasCutText } from '../completeness.js';
import { criticalPath, endOf, lastFinishing } from '../graph/critical-path.js';
import { walk } from '../graph/walk.js';
import type { SpanSelection } from '../graph/walk.js';
import { IndexCache } from '../index/index-cache.js';
import { toTraceSummary } from '../index/linked-summary.js';
import type { SpanForest } from '../index/span-forest.js';
import { summarizeTraces } from '../index/summaries.js';
import { NotFoundError } from './not-found-error.js';

const MAX_TRACES = 500;

export async function answerChain(
  reader: StoreReader,
  { trace, span, end, hops }: AskedOf<'chain'>,
): Promise<ChainAnswer> {
  const limits = { hops, traces: MAX_TRACES };
  const cache = new IndexCache(reader);
  const { forest } = cache;
  const [summary] = (await summarizeTraces(cache, [trace])).values();
  const forwardWalk = end === 'last' ? await walk(cache, 'effects', selection(trace, span), limits) : undefined;
  const lastRef: SpanRef = (forwardWalk && lastFinishingEffect(forest, forwardWalk.links)) ?? {
    traceId: trace,
    spanId: span ?? summary?.rootSpanId ?? '',
  };
  const start = selection(lastRef.traceId, lastRef.spanId === '' ? undefined : lastRef.spanId);
  const backWalk = await walk(cache, 'causes', start, limits);
  const last =
    lastRef.spanId === ''
      ? lastFinishing(forest.spansOf(lastRef.traceId))
      : forest.get(lastRef.traceId, lastRef.spanId);
  if (last === undefined)
    throw new NotFoundError(
      span === undefined
        ? `No span of trace ${trace} was received.`
        : `Span ${span} of trace ${trace} was not received.`,
    );

  const { path, isCut } = criticalPath(forest, backWalk.links, last);
  const steps = path.map(({ span: stepSpan, link }, index): ChainStep => {
    const before = path[index - 1]?.span;
    return {
      span: stepSpan,
      ...(link && { link }),
      waitedBefore: before ? Math.max(stepSpan.start - endOf(before), 0) : 0,
    };
  });
  const traces = await summarizeTraces(cache, [...new Set(path.map((step) => step.span.traceId))]);
  return {
    steps,
    traces: [...traces.values()].map(toTraceSummary).sort((a, b) => a.start - b.start),
    elapsed: Math.max(endOf(last) - (path[0]?.span.start ?? last.start), 0),
    waited: steps.reduce((sum, step) => sum + step.waitedBefore, 0),
    ...completeness([
      ...backWalk.cutBy,
      ...(forwardWalk?.cutBy ?? []),
      isCut && 'rows',
      (hasCutText(steps.map((step) => step.span)) || hasCutText(backWalk.links)) && 'text',
    ]),
  };
}

const selection = (trace: string, span: string | undefined): SpanSelection =>
  new Map([[trace, span === undefined ? 'all' : new Set([span])]]);

/** Returns the span that ends last of all effects of the links, and of everything within them. */
const lastFinishingEffect = (forest: SpanForest, links: readonly CausalLink[]): SpanSummary | undefined =>
  lastFinishing(
    links.flatMap(({ effect }) =>
      [...forest.withDescendants(effect.traceId, effect.spanId)].flatMap((id) => forest.get(effect.traceId, id) ?? []),
    ),
  );
