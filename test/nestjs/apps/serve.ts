/** Serves an application in a process that the harness has started: the test sends acts, and gets their results. */
import 'reflect-metadata';
import { trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { followObservables } from 'spanlink/rxjs';
import { recordSpans, type SpanRecorder } from 'spanlink/testing';

/** The options that a test starts an application with. */
export interface Options {
  readonly platform?: 'express' | 'fastify';
  /** True if `spanlink/rxjs` follows Observables. */
  readonly observables?: boolean;
  readonly [name: string]: unknown;
}

/** A started application. */
export interface Served {
  /** The address of its HTTP server. */
  readonly url?: string;
  /** The acts that a test may call by name, with arguments and results that JSON can hold. */
  readonly acts?: Readonly<Record<string, (...args: never[]) => unknown>>;
  /** Shuts it down, after which the recorded spans go to the test. */
  close(): unknown;
}

/** An act that the harness calls. */
interface Act {
  readonly id: number;
  readonly act: string;
  readonly args: readonly never[];
}

/** Starts the application, and serves it until the harness closes it. */
export function serve(start: (options: Options, recorder: SpanRecorder) => Promise<Served>): void {
  const options = JSON.parse(process.argv[2] ?? '{}') as Options;
  const recorder = recordSpans();
  if (options.observables === true) followObservables();
  start(options, recorder).then((served) => listen(served, recorder), fail);
}

function listen({ url, acts, close }: Served, recorder: SpanRecorder): void {
  const byName: Served['acts'] = { cause, ...acts };
  process.on('message', (message: Act | 'close') => {
    if (message === 'close') Promise.resolve(close()).then(() => tell(recorder), fail);
    else void answer(byName, message);
  });
  if (process.send === undefined) console.log(url ?? Object.keys(byName).join(', '));
  process.send?.({ url });
}

async function answer(acts: Served['acts'], { id, act, args }: Act): Promise<void> {
  try {
    const perform = acts?.[act];
    if (perform === undefined) throw new Error(`the application has no act ${act}`);
    process.send?.({ id, value: await perform(...args) });
  } catch (error) {
    process.send?.({ id, error: error instanceof Error ? `${error.name}: ${error.message}` : (error ?? null) });
  }
}

function tell(recorder: SpanRecorder): void {
  const spans = recorder.spans.map(toJson);
  // this also closes whatever the application left open
  process.send?.({ spans, unfinished: recorder.unfinished.map(({ name }) => name) }, () => process.exit(0));
}

function fail(error: unknown): never {
  console.error(error);
  process.exit(1);
}

/** Records a span to link to, and returns the headers that carry it. */
export function cause(name: string): Record<string, string> {
  const carrier: Record<string, string> = {};
  trace.getTracer('cause').startActiveSpan(name, { root: true }, (span) => {
    carrier.traceparent = `00-${span.spanContext().traceId}-${span.spanContext().spanId}-01`;
    span.end();
  });
  return carrier;
}

/** Resolves to the first `count` distinct names that the listener is called with, sorted. */
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
