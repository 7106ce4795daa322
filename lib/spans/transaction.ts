/**
 * Starting spans where New Relic's agent is the provider. Its spans belong to a transaction, which begins a trace; it
 * takes transaction and parent from the active context, whatever context a span is started with.
 */
import {
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { warnOnce } from '../global/report.js';
import { carriesFrames } from './frame.js';

/** Calls `start` with the context active in which it starts a span, where a provider may look at that alone. */
export function startingIn<T>(parent: Context, start: () => T): T {
  return carriesFrames(parent) ? start() : context.with(parent, start);
}

/** Returns true inside a transaction, which a span cannot leave by its parent alone. */
export function isInTransaction(active: Context): boolean {
  return !carriesFrames(active) && Boolean((active as { readonly transaction?: unknown }).transaction);
}

/**
 * Returns true for the span of a segment, as New Relic's own API and instrumentation make them: it sends a link that it
 * is given in a shape that is no event.
 */
export function isSegment(span: Span): boolean {
  return 'segmentId' in span;
}

/**
 * Starts a span that is to be no child of the active one. A span of the kinds that begin a transaction begins one, with
 * the parent in `origin`. Any other stays in its caller's: it is sent there in any case, and keeps ids that are found.
 *
 * @param site Names the method in the report of a span that stays.
 */
export function startOutsideOfTransaction(
  tracer: Tracer,
  site: string,
  name: string,
  options: SpanOptions,
  origin: Context,
): Span {
  const { kind } = options;
  if (kind === SpanKind.SERVER || kind === SpanKind.CONSUMER) {
    const parent = trace.getSpan(origin);
    const outside = parent === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, parent);
    return context.with(outside, () => tracer.startSpan(name, options, outside));
  }
  warnOnce(`the trace of ${site}`, "is its caller's, as New Relic begins one for the kinds SERVER and CONSUMER alone");
  return tracer.startSpan(name, { ...options, root: false });
}
