/** Records the spans of a test. */
import { context, propagation, trace } from '@opentelemetry/api';
import { NodeTracerProvider, type Sampler } from '@opentelemetry/sdk-trace-node';
import type { FinishedSpan } from '../../lib/render/finished-span.js';
import { renderTraces } from '../../lib/render/render-traces.js';

/** How to record; everything is sampled by default. */
export interface RecordOptions {
  /** Decides which spans are recorded. */
  sampler?: Sampler;
  /** The SDK's own limit of links a span; 128 by default. */
  linkCountLimit?: number;
}

let current: SpanRecorder | undefined;

/** The spans of a test, in the order in which they ended. It is a span processor, for a provider of your own too. */
export class SpanRecorder {
  readonly #spans: FinishedSpan[] = [];
  readonly #open = new Set<FinishedSpan>();

  /** The spans that have ended. */
  get spans(): readonly FinishedSpan[] {
    return this.#spans;
  }

  /** The spans that have started and not ended: a test that leaves some has found a leak. */
  get unfinished(): readonly FinishedSpan[] {
    return [...this.#open];
  }

  /** The one ended span of that name; an error that shows what there is, where there is none or more than one. */
  span(name: string): FinishedSpan {
    const [span, ...others] = this.named(name);
    if (span !== undefined && others.length === 0) return span;
    const found = span === undefined ? 'none' : String(others.length + 1);
    throw new Error(`expected one span named '${name}', found ${found}. Recorded:\n${this.toString()}`);
  }

  /** All ended spans of that name. */
  named(name: string): FinishedSpan[] {
    return this.#spans.filter((span) => span.name === name);
  }

  /** Forgets what was recorded. */
  reset(): void {
    this.#spans.length = 0;
    this.#open.clear();
  }

  /** The recorded traces as trees. */
  toString(): string {
    return this.#spans.length === 0 ? '(no span has ended)' : renderTraces(this.#spans);
  }

  /** Removes the provider, the context manager and the propagator that `recordSpans` registered with this recorder. */
  stop(): void {
    if (current === this) unregister();
  }

  /** Called by the SDK. */
  onStart(span: unknown): void {
    this.#open.add(span as FinishedSpan);
  }

  /** Called by the SDK. */
  onEnd(span: FinishedSpan): void {
    this.#open.delete(span);
    this.#spans.push(span);
  }

  /** Called by the SDK. */
  async forceFlush(): Promise<void> {}

  /** Called by the SDK. */
  async shutdown(): Promise<void> {}
}

/**
 * Registers a tracer provider, Node's context manager and the W3C propagators, in the place of what was registered, and
 * records every span. Needs `@opentelemetry/sdk-trace-node`.
 *
 * @example
 * const recorder = recordSpans();
 * afterEach(() => recorder.reset());
 * afterAll(() => recorder.stop());
 */
export function recordSpans({ sampler, linkCountLimit }: RecordOptions = {}): SpanRecorder {
  unregister();
  const recorder = new SpanRecorder();
  current = recorder;
  const provider = new NodeTracerProvider({
    spanProcessors: [recorder],
    ...(sampler === undefined ? {} : { sampler }),
    ...(linkCountLimit === undefined ? {} : { spanLimits: { linkCountLimit } }),
  });
  provider.register();
  return recorder;
}

function unregister(): void {
  current = undefined;
  trace.disable();
  context.disable();
  propagation.disable();
}

/** The recorder in use, whose spans give names to the targets of links. */
export function currentRecorder(): SpanRecorder | undefined {
  return current;
}
