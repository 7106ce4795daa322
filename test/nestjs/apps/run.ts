/** Runs an application in the process that the harness started for it, and tells the harness what came of it. */
import 'reflect-metadata';
import { trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { followObservables } from 'spanlink/rxjs';
import { recordSpans, type SpanRecorder } from 'spanlink/testing';

/** What a test gives an application. */
export interface Options {
  readonly platform?: 'express' | 'fastify';
  /** Whether `spanlink/rxjs` follows Observables. */
  readonly observables?: boolean;
  readonly [name: string]: unknown;
}

/** Runs the application: what it gives, and the spans that were recorded until then, go to the test. */
export function run(body: (options: Options, recorder: SpanRecorder) => Promise<Record<string, unknown>>): void {
  const options = JSON.parse(process.argv[2] ?? '{}') as Options;
  const recorder = recordSpans();
  if (options.observables === true) followObservables();
  body(options, recorder).then(
    (results) =>
      send({ results, spans: recorder.spans.map(toJson), unfinished: recorder.unfinished.map(({ name }) => name) }),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}

/** What goes into a message or into headers, in a span of its own: a cause to link to. */
export function cause(name: string): Record<string, string> {
  const carrier: Record<string, string> = {};
  trace.getTracer('cause').startActiveSpan(name, { root: true }, (span) => {
    carrier.traceparent = `00-${span.spanContext().traceId}-${span.spanContext().spanId}-01`;
    span.end();
  });
  return carrier;
}

/** What a promise came to, as JSON. */
export async function outcomeOf(work: () => unknown): Promise<unknown> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: error instanceof Error ? `${error.name}: ${error.message}` : error };
  }
}

/** The different names of so many calls, once there are. */
export function each(count: number, listen: (call: (name: string) => void) => void): Promise<string[]> {
  const names = new Set<string>();
  return new Promise((resolve) =>
    listen((name) => void (names.add(name).size === count && resolve([...names].sort()))),
  );
}

function toJson(span: SpanRecorder['spans'][number]): object {
  const {
    name,
    kind,
    status,
    attributes,
    links,
    events,
    parentSpanContext,
    startTime,
    duration,
    instrumentationScope,
  } = span as ReadableSpan;
  return {
    name,
    kind,
    status,
    attributes,
    links,
    events,
    parentSpanContext,
    startTime,
    duration,
    context: span.spanContext(),
    scope: instrumentationScope.name,
  };
}

function send(message: object): void {
  if (process.send === undefined) {
    console.log(JSON.stringify(message, null, 2));
    process.exit(0);
  }
  // what the application left open is closed by this
  process.send(message, () => process.exit(0));
}
