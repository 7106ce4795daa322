/** `chain`: the critical path that ends with a span, from a first cause. */
import { moveSpan, moveTrace, toClockOffsets } from '../../../api/adjust-clocks.js';
import type { CausalLink, ChainAnswer, ClockOffset, SpanRef, SpanSummary } from '../../../api/answers.js';
import { estimateClockOffsets } from '../../../api/clock-offsets.js';
import type { ClockOffsets } from '../../../api/clock-offsets.js';
import type { AskedOf } from '../../../api/questions.js';
import type { StoreReader } from '../../store/store-reader.js';
import { completeness, hasCutText } from '../completeness.js';
import { chainTimes } from '../graph/chain-times.js';
import { criticalPath, lastFinishing } from '../graph/critical-path.js';
import { walk } from '../graph/walk.js';
import type { SpanSelection, Walk } from '../graph/walk.js';
import { IndexCache } from '../index/index-cache.js';
import { toTraceSummary } from '../index/linked-summary.js';
import { SpanForest } from '../index/span-forest.js';
import { readRoot, summarizeTraces } from '../index/summaries.js';
import { NotFoundError } from './not-found-error.js';

const MAX_TRACES = 500;

export async function answerChain(
  reader: StoreReader,
  { trace, span, end, hops, clocks }: AskedOf<'chain'>,
): Promise<ChainAnswer> {
  const limits = { hops, traces: MAX_TRACES };
  const cache = new IndexCache(reader);
  const { forest } = cache;
  const root = span === undefined ? await readRoot(cache, trace) : undefined;
  const forwardWalk = end === 'last' ? await walk(cache, 'effects', selection(trace, span), limits) : undefined;
  const forwardTimes = forwardWalk && readTimes(forest, [forwardWalk], clocks);
  const lastRef: SpanRef = (forwardWalk &&
    forwardTimes &&
    lastFinishingEffect(forwardTimes.forest, forwardWalk.links)) ?? {
    traceId: trace,
    spanId: span ?? root ?? '',
  };
  const start = selection(lastRef.traceId, lastRef.spanId === '' ? undefined : lastRef.spanId);
  const backWalk = await walk(cache, 'causes', start, limits);
  const times = readTimes(forest, forwardWalk ? [backWalk, forwardWalk] : [backWalk], clocks);
  const last =
    lastRef.spanId === ''
      ? lastFinishing(times.forest.spansOf(lastRef.traceId))
      : times.forest.get(lastRef.traceId, lastRef.spanId);
  if (last === undefined)
    throw new NotFoundError(
      span === undefined
        ? `No span of trace ${trace} was received.`
        : `Span ${span} of trace ${trace} was not received.`,
    );

  const { path, isCut } = criticalPath(times.forest, backWalk.links, last);
  const { steps, elapsed, waited } = chainTimes(path);
  const traces = await summarizeTraces(cache, [...new Set(path.map((step) => step.span.traceId))]);
  const searched = [...new Set([trace, ...backWalk.hops.keys(), ...(forwardWalk?.hops.keys() ?? [])])].filter(
    (id) => !traces.has(id),
  );
  // what was chosen by wrong times is not on the path: the clocks that were not asked for may choose another one
  const others = times.offsets.length === 0 ? [] : criticalPath(times.other, backWalk.links, last).path;
  const otherLast = forwardWalk && forwardTimes && lastFinishingEffect(forwardTimes.other, forwardWalk.links);
  const services = new Set([
    ...[...steps, ...others].map((step) => step.span.service),
    ...(otherLast ? [otherLast.service] : []),
  ]);
  const clockOffsets = times.offsets.filter(({ service }) => services.has(service));
  return {
    steps,
    traces: [...traces.values()]
      .map((found) => moveTrace(toTraceSummary(found), [...times.forest.spansOf(found.traceId)], times.moved))
      .sort((a, b) => a.start - b.start),
    ...(searched.length > 0 && { searched }),
    elapsed,
    waited,
    ...(clockOffsets.length > 0 && { clockOffsets }),
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

interface Times {
  /** Spans at the times that were asked for, and at those of the other choice of clocks. */
  readonly forest: SpanForest;
  readonly other: SpanForest;
  /** The estimated offsets of clocks, and those by which the spans were moved. */
  readonly offsets: readonly ClockOffset[];
  readonly moved: ClockOffsets;
}

/** Reads the times of the traces that walks led to; the forest may know traces that only outdated links lead to. */
function readTimes(measured: SpanForest, walks: readonly Walk[], clocks: AskedOf<'chain'>['clocks']): Times {
  const traces = new Set(walks.flatMap(({ hops }) => [...hops.keys()]));
  const spans = [...traces].flatMap((trace) => [...measured.spansOf(trace)]);
  const offsets = estimateClockOffsets(
    spans,
    walks.flatMap(({ links }) => links),
  );
  if (offsets.length === 0) return { forest: measured, other: measured, offsets, moved: new Map() };
  const estimated = toClockOffsets(offsets);
  const adjusted = new SpanForest();
  adjusted.add(spans.map((span) => moveSpan(span, estimated)));
  return clocks === 'adjusted'
    ? { forest: adjusted, other: measured, offsets, moved: estimated }
    : { forest: measured, other: adjusted, offsets, moved: new Map() };
}

/** Returns the span that ends last of all effects of the links, and of everything within them. */
const lastFinishingEffect = (forest: SpanForest, links: readonly CausalLink[]): SpanSummary | undefined =>
  lastFinishing(
    links.flatMap(({ effect }) =>
      [...forest.withDescendants(effect.traceId, effect.spanId)].flatMap((id) => forest.get(effect.traceId, id) ?? []),
    ),
  );
