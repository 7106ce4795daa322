/** A client's call of Temporal's, in a span whose carrier goes along. */
import type { Attributes, SpanKind } from '@opentelemetry/api';
import { callInSpan } from '../../../lib/calls/call-in-span.js';
import { isSuppressed } from '../../../lib/global/suppression.js';
import { currentTracer } from '../../../lib/global/tracer.js';
import { activeContext } from '../../../lib/spans/active-context.js';
import { SpanGuard } from '../../../lib/spans/guard.js';
import { createPlan } from '../../../lib/spans/span-plan.js';
import { CARRIER, type Carrier } from '../contract/carrier.js';
import type { TemporalRelation } from '../contract/relation.js';

/** The span of a call. */
export interface ClientSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes: Attributes;
  /** Attributes read from the server's answer. */
  readonly result?: (answer: unknown) => Attributes;
  /** The relation that what is called takes to the span; none for what never continues a trace. */
  readonly relation?: TemporalRelation;
}

/** Calls the server in a span, with the carrier of the span; without a tracer, with an empty carrier. */
export function callTemporal<R>(span: ClientSpan, send: (carrier: Carrier) => Promise<R>): Promise<R> {
  const tracer = currentTracer();
  if (tracer === undefined || isSuppressed(activeContext())) return send({});
  const { name, relation, result, ...options } = span;
  const callee = (): Promise<R> => send(relating(SpanGuard.current().carrier(), relation));
  const plan = createPlan(name, { ...options, ...(result === undefined ? {} : { result }) }, { isAsync: true });
  return callInSpan(tracer, { plan, callee, self: undefined, args: [] }) as Promise<R>;
}

/** A carrier without a relation stands for `link`. */
function relating(carrier: Carrier, relation: TemporalRelation = 'link'): Carrier {
  return relation === 'link' || carrier.traceparent === undefined
    ? carrier
    : { ...carrier, [CARRIER.relation]: relation };
}

/** Returns the attribute of a run's id, which is given as it is, or in a server's answer. */
export function runIdOf(answer: unknown): Attributes {
  const runId = typeof answer === 'object' ? (answer as { runId?: unknown } | null)?.runId : answer;
  return typeof runId === 'string' && runId !== '' ? { run_id: runId } : {};
}
