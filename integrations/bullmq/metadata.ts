/** The carrier of a job, from span to span: BullMQ keeps it as text in `opts.telemetry.metadata`. */
import {
  type Baggage,
  type Context,
  createContextKey,
  type Link,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import { callSafely } from '../../lib/global/report.js';
import { injectCarrier } from '../../lib/spans/inject-carrier.js';
import { linksFrom } from '../../lib/sources/links-from.js';
import { parseJson } from '../../lib/sources/headers/decode.js';
import { formatTraceparent } from '../../lib/links/traceparent.js';

/** The spans that caused a job, as its metadata names them. */
export interface Causes {
  /** The span that added the job. */
  readonly origin: readonly Link[];
  /** In a flow, the span that added its parent. */
  readonly flow: readonly Link[];
  /** The attempt before. */
  readonly attempt: readonly Link[];
}

/**
 * Names beside the propagator's own, in the same carrier: each of a `traceparent`, with its state under `<name>-state`.
 */
const FLOW = 'spanlink-parent';
const ATTEMPT = 'spanlink-retry-of';

const CAUSES = createContextKey('spanlink.bullmq.causes');
const NONE: Causes = { origin: [], flow: [], attempt: [] };

/** Returns the context to work on a job in: with the causes in its metadata, and its producer's baggage. */
export function withCauses(active: Context, metadata: string): Context {
  const parsed = parse(metadata);
  const carrier = parsed ?? {};
  const baggage = callSafely(
    'LinkedTelemetry',
    'baggage',
    () => propagation.getBaggage(propagation.extract(ROOT_CONTEXT, carrier)),
    undefined,
    [],
  );
  const described = baggage === undefined ? active : propagation.setBaggage(active, baggage as Baggage);
  const causes: Causes = {
    origin: parsed !== undefined && namesNoProducer(parsed) ? [] : linksFrom(metadata, { relation: 'origin' }),
    flow: readSpan(carrier, FLOW, 'parent'),
    attempt: attemptIn(metadata, carrier),
  };
  return described.setValue(CAUSES, causes);
}

/** Returns the causes that a context was made with. */
export function causesOf(from: Context | undefined): Causes {
  return (from?.getValue(CAUSES) as Causes | undefined) ?? NONE;
}

/** Returns the link to the attempt that wrote the metadata; none where it cannot be read. */
export function attemptIn(metadata: unknown, carrier = parse(metadata) ?? {}): readonly Link[] {
  return readSpan(carrier, ATTEMPT, 'retry_of');
}

/** Returns true for metadata that no attempt wrote: none at all, or what another telemetry did. */
export function isOfNoAttempt(metadata: unknown): boolean {
  if (metadata === undefined || metadata === null) return true;
  const carrier = parse(metadata);
  return carrier !== undefined && !Object.hasOwn(carrier, ATTEMPT);
}

/** Returns the metadata of a job that a span adds: the span's carrier, and in a flow the span that added the parent. */
export function describeJob(carrier: Readonly<Record<string, string>>, flow: SpanContext | undefined): string {
  return write({ ...carrier, ...(flow === undefined ? {} : writeSpan(FLOW, flow)) });
}

/** Returns the metadata of a job that was tried: its producer as before, and the attempt. */
export function describeAttempt(producer: SpanContext | undefined, tried: SpanContext): string {
  const carrier =
    producer === undefined
      ? {}
      : injectCarrier(trace.setSpanContext(ROOT_CONTEXT, producer), 'LinkedTelemetry carrier');
  return write({ ...carrier, ...writeSpan(ATTEMPT, tried) });
}

/** Returns true for a carrier that is empty, or has our names alone: no span added the job. */
function namesNoProducer(carrier: object): boolean {
  return Object.keys(carrier).every((name) => name.startsWith(FLOW) || name.startsWith(ATTEMPT));
}

function writeSpan(name: string, span: SpanContext): Record<string, string> {
  const state = span.traceState?.serialize();
  return { [name]: formatTraceparent(span), ...(state ? { [`${name}-state`]: state } : {}) };
}

function readSpan(carrier: object, name: string, relation: string): readonly Link[] {
  const traceparent = field(carrier, name);
  const tracestate = field(carrier, `${name}-state`);
  return traceparent === undefined ? [] : linksFrom({ traceparent, tracestate }, { relation });
}

function write(carrier: Readonly<Record<string, string>>): string {
  return Object.keys(carrier).length === 0 ? '' : JSON.stringify(carrier);
}

function parse(metadata: unknown): object | undefined {
  const carrier = typeof metadata === 'string' ? parseJson(metadata) : undefined;
  return typeof carrier === 'object' && carrier !== null ? carrier : undefined;
}

function field(carrier: object, name: string): string | undefined {
  const value: unknown = Object.hasOwn(carrier, name) ? (carrier as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}
