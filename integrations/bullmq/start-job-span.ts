/** Starts the span of an operation of BullMQ: its place in a trace, and its links. */
import { type Attributes, type Context, type Link, type SpanContext, type SpanKind, trace } from '@opentelemetry/api';
import { isSuppressed } from '../../lib/global/suppression.js';
import { currentTracer } from '../../lib/global/tracer.js';
import type { SpanGuard } from '../../lib/spans/guard.js';
import { linksFrom } from '../../lib/sources/links-from.js';
import { createPlan } from '../../lib/spans/span-plan.js';
import { start } from '../../lib/spans/start.js';
import type { StartedSpan } from '../../lib/spans/started-span.js';
import { startingAt } from '../../lib/spans/starting-at.js';
import type { Attempt } from './attempt.js';
import { BACKGROUND, kindOf, OPERATION } from './messaging.js';
import type { Causes } from './metadata.js';

/** The relation of the span that processes a job to the producer's. */
export type JobRelation = 'link' | 'parent' | 'both';

/** An operation of BullMQ, as far as it is known when its span starts. */
export interface Operation {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  readonly causes: Causes;
  readonly relation: JobRelation;
  /** The operation processes a job. */
  readonly attempt: Attempt | undefined;
}

/**
 * Starts the span of an operation in a context. Never throws.
 *
 * @param startTime When the operation began, in ms since 1970; `undefined` for now.
 * @returns The span; `undefined` where there is to be none.
 */
export function startJobSpan(
  operation: Operation,
  startTime: number | undefined,
  active: Context,
  guard: SpanGuard | undefined,
): StartedSpan | undefined {
  const tracer = currentTracer();
  if (tracer === undefined || isSuppressed(active)) return undefined;
  const { name, kind, attributes, attempt } = operation;
  const parent = producerAsParent(operation);
  // by the option, as some SDKs start no trace for the want of a span alone
  const root = parent === undefined && (attempt !== undefined || BACKGROUND.has(attributes[OPERATION]));
  const from = parent === undefined ? active : trace.setSpanContext(active, parent);
  const plan = createPlan(name, {
    kind: kindOf(attributes[OPERATION], kind),
    attributes,
    root,
    links: linksOf(operation, parent),
  });
  const call = { plan, callee: () => undefined, self: undefined, args: [] };
  const started = start(startingAt(startTime, tracer), call, from, guard);
  if (started !== undefined && attempt?.isNamed === true) attempt.start(started.span.spanContext());
  return started;
}

/**
 * Returns the producer where the span continues its trace: that of a first attempt does, so that no trace is endless.
 */
function producerAsParent({ relation, attempt }: Operation): SpanContext | undefined {
  // an attempt at a job that is not known yet may be any
  if (attempt === undefined || !attempt.isNamed || relation === 'link') return undefined;
  return attempt.before.isRetry || attempt.isIteration ? undefined : attempt.producer;
}

/** The producer is linked to in any case, as the conventions ask, also where it is the parent. */
function linksOf({ causes, relation, attempt }: Operation, parent: SpanContext | undefined): readonly Link[] {
  const isParent = parent !== undefined && relation === 'parent';
  const origin = isParent ? linksFrom(parent, { relation: 'parent' }) : causes.origin;
  return [...origin, ...causes.flow, ...(attempt?.before.links ?? [])];
}
