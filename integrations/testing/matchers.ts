/** Matchers for Jest and Vitest that check the causes of a span. */
import type { Attributes, Link, SpanContext } from '@opentelemetry/api';
import { RELATION } from '../../lib/links/link-attributes.js';
import { formatLink } from '../../lib/links/traceparent.js';
import { type FinishedSpan, parentIdOf } from '../../lib/render/finished-span.js';
import { renderTraces } from '../../lib/render/render-traces.js';
import type { LinkSource } from '../../lib/sources/link-source.js';
import { linksFrom } from '../../lib/sources/links-from.js';
import { currentRecorder } from './recorder.js';

/**
 * A target of a link: a span, a guard, a span context, a link, or `traceid-spanid`.
 *
 * @example
 * ```ts
 * const cause: Cause = recorder.span('Orders.place');
 * expect(recorder.span('Orders.ship')).toLinkTo(cause);
 * ```
 */
export type Cause = string | SpanContext | { spanContext(): SpanContext } | { readonly context: SpanContext };

/**
 * The matchers as `expect` has them; extend your test framework's interface with it.
 *
 * @example
 * ```ts
 * declare global {
 *   namespace jest {
 *     interface Matchers<R> extends SpanMatchers<R> {}
 *   }
 * }
 * expect.extend(spanMatchers);
 * ```
 */
export interface SpanMatchers<Result = unknown> {
  /** The span has a link to the cause, with at least the relation and the attributes expected. */
  toLinkTo(cause: Cause, expected?: { relation?: string; attributes?: Attributes }): Result;
  /** The span has exactly that many links. */
  toHaveLinkCount(count: number): Result;
  /** The span's parent is the given one, in the same trace. */
  toBeChildOf(parent: Cause): Result;
  /** The span has no parent. */
  toBeRootSpan(): Result;
}

interface Outcome {
  pass: boolean;
  message(): string;
}

/**
 * Pass these to `expect.extend`, in Jest or Vitest. A failure shows the recorded traces with their links.
 *
 * @example
 * ```ts
 * expect.extend(spanMatchers);
 * expect(recorder.span('Orders.ship')).toLinkTo(recorder.span('Orders.place'), { relation: 'retry_of' });
 * ```
 */
export const spanMatchers = {
  toLinkTo(received: unknown, cause: Cause, expected: { relation?: string; attributes?: Attributes } = {}): Outcome {
    const span = asSpan(received);
    const target = contextOf(cause);
    const { relation } = expected;
    const wanted: Attributes = { ...expected.attributes, ...(relation === undefined ? {} : { [RELATION]: relation }) };
    const pass = span.links.some((link) => pointsTo(link, target) && hasAttributes(link, wanted));
    const manner = Object.keys(wanted).length === 0 ? '' : ` with ${JSON.stringify(wanted)}`;
    return outcome(pass, span, `be linked to ${nameOf(target)}${manner}`);
  },
  toHaveLinkCount(received: unknown, count: number): Outcome {
    const span = asSpan(received);
    return outcome(span.links.length === count, span, `have ${count} links, and it has ${span.links.length}`);
  },
  toBeChildOf(received: unknown, parent: Cause): Outcome {
    const span = asSpan(received);
    const target = contextOf(parent);
    const pass = parentIdOf(span) === target.spanId && span.spanContext().traceId === target.traceId;
    return outcome(pass, span, `be a child of ${nameOf(target)}`);
  },
  toBeRootSpan(received: unknown): Outcome {
    const span = asSpan(received);
    return outcome(parentIdOf(span) === undefined, span, 'begin a trace');
  },
};

function outcome(pass: boolean, span: FinishedSpan, expectation: string): Outcome {
  return {
    pass,
    message: () => {
      const spans = new Set([...(currentRecorder()?.spans ?? []), span]);
      const failed = `expected span '${span.name}' ${pass ? 'not to' : 'to'} ${expectation}`;
      return `${failed}\n\nRecorded:\n${renderTraces(spans)}`;
    },
  };
}

function asSpan(received: unknown): FinishedSpan {
  const span = received as Partial<FinishedSpan> | null | undefined;
  if (typeof span?.spanContext === 'function' && Array.isArray(span.links)) return span as FinishedSpan;
  throw new TypeError(`expected a finished span, such as recorder.span('name') gives; found ${typeof received}`);
}

function contextOf(cause: Cause): SpanContext {
  const [link] = linksFrom(cause as LinkSource);
  if (link === undefined)
    throw new TypeError(`expected a span, a span context or 'traceid-spanid'; found '${String(cause)}'`);
  return link.context;
}

function pointsTo({ context }: Link, target: SpanContext): boolean {
  return formatLink(context) === formatLink(target);
}

function hasAttributes({ attributes }: Link, wanted: Attributes): boolean {
  return Object.entries(wanted).every(([name, value]) => JSON.stringify(attributes?.[name]) === JSON.stringify(value));
}

function nameOf(target: SpanContext): string {
  const span = currentRecorder()?.spans.find((recorded) => formatLink(recorded.spanContext()) === formatLink(target));
  return span === undefined ? formatLink(target) : `'${span.name}' (${formatLink(target)})`;
}
