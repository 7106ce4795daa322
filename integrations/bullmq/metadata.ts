/** What a job carries from span to span: BullMQ keeps it as text in `opts.telemetry.metadata`. */
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
import { linksFrom } from '../../lib/sources/links-from.js';
import { parseJson } from '../../lib/sources/headers/decode.js';
import { formatTraceparent } from '../../lib/links/traceparent.js';

/** What a job's metadata says of the spans that caused it. */
export interface Causes {
  /** The span that added the job. */
  readonly origin: readonly Link[];
  /** In a flow, the span that added its parent. */
  readonly flow: readonly Link[];
  /** The attempt before. */
  readonly attempt: readonly Link[];
}

/** Beside the propagator's own names, in the same carrier; each a `traceparent`. */
const FLOW = 'spanlink-parent';
const ATTEMPT = 'spanlink-retry-of';

const CAUSES = createContextKey('spanlink.bullmq.causes');
const NONE: Causes = { origin: [], flow: [], attempt: [] };

/** The context in which a job with that metadata is worked on: its causes, and its producer's baggage. */
export function withCauses(active: Context, metadata: string): Context {
  const carrier = parse(metadata);
  const baggage = callSafely(
    'LinkedTelemetry',
    'baggage',
    () => propagation.getBaggage(propagation.extract(ROOT_CONTEXT, carrier)),
    undefined,
    [],
  );
  const described = baggage === undefined ? active : propagation.setBaggage(active, baggage as Baggage);
  const causes: Causes = {
    origin: linksFrom(metadata, { relation: 'origin' }),
    flow: linksFrom(field(carrier, FLOW), { relation: 'parent' }),
    attempt: attemptIn(metadata, carrier),
  };
  return described.setValue(CAUSES, causes);
}

/** The causes that a context was made with. */
export function causesOf(from: Context | undefined): Causes {
  return (from?.getValue(CAUSES) as Causes | undefined) ?? NONE;
}

/** The link to the attempt that the metadata was written after; none for what cannot be read. */
export function attemptIn(metadata: unknown, carrier = parse(metadata)): readonly Link[] {
  return linksFrom(field(carrier, ATTEMPT), { relation: 'retry_of' });
}

/** The metadata of a job that a span adds: the span's carrier, and the span that added the parent in a flow. */
export function describeJob(carrier: Readonly<Record<string, string>>, flow: SpanContext | undefined): string {
  return write({ ...carrier, ...(flow === undefined ? {} : { [FLOW]: formatTraceparent(flow) }) });
}

/** The metadata of a job that was tried: its producer as before, and the attempt. */
export function describeAttempt(producer: SpanContext | undefined, tried: SpanContext): string {
  const carrier: Record<string, string> = {};
  if (producer !== undefined) {
    propagation.inject(trace.setSpanContext(ROOT_CONTEXT, producer), carrier);
    if (Object.keys(carrier).length === 0) carrier.traceparent = formatTraceparent(producer);
  }
  return write({ ...carrier, [ATTEMPT]: formatTraceparent(tried) });
}

function write(carrier: Readonly<Record<string, string>>): string {
  return Object.keys(carrier).length === 0 ? '' : JSON.stringify(carrier);
}

function parse(metadata: unknown): object {
  const carrier = typeof metadata === 'string' ? parseJson(metadata) : undefined;
  return typeof carrier === 'object' && carrier !== null ? carrier : {};
}

function field(carrier: object, name: string): string | undefined {
  const value: unknown = Object.hasOwn(carrier, name) ? (carrier as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}
