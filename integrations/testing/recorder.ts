/** Records the spans of a test. */
import { context, propagation, trace } from '@opentelemetry/api';
import { NodeTracerProvider, type Sampler } from '@opentelemetry/sdk-trace-node';
import { checkOptionNames } from '../../lib/global/option-names.js';
import type { FinishedSpan } from '../../lib/render/finished-span.js';
import { renderTraces } from '../../lib/render/render-traces.js';

/**
 * Options of `recordSpans`.
 *
 * @example
 * ```ts
 * import { AlwaysOffSampler } from '@opentelemetry/sdk-trace-node';
 *
 * const options: RecordOptions = { sampler: new AlwaysOffSampler() };
 * const recorder = recordSpans(options);
 * ```
 */
export interface RecordOptions {
  /** Decides which spans are recorded; all by default. */
  sampler?: Sampler;
  /** The SDK's own limit of links per span; 128 by default. */
  linkCountLimit?: number;
}

/** The names of those options. */
export const RECORD_OPTION_NAMES = ['sampler', 'linkCountLimit'] as const satisfies readonly (keyof RecordOptions)[];

let current: SpanRecorder | undefined;

/**
 * Holds the spans of a test, in the order in which they ended. A span processor, which any provider can use.
 *
 * @example
 * ```ts
 * import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
 *
 * const recorder = new SpanRecorder();
 * new NodeTracerProvider({ spanProcessors: [recorder] }).register();
 * ```
 */
export class SpanRecorder {
  readonly #spans: FinishedSpan[] = [];
  readonly #open = new Set<FinishedSpan>();

  /** The spans that have ended. */
  get spans(): readonly FinishedSpan[] {
    return this.#spans;
  }

  /** The spans that have started but not ended: a test that leaves any has found a leak. */
  get unfinished(): readonly FinishedSpan[] {
    return [...this.#open];
  }

  /**
   * Returns the one ended span of that name.
   *
   * @throws An error that shows the recorded traces, if there is no such span or more than one.
   */
  span(name: string): FinishedSpan {
    const [span, ...others] = this.named(name);
    if (span !== undefined && others.length === 0) return span;
    const found = span === undefined ? 'none' : String(others.length + 1);
    throw new Error(`expected one span named '${name}', found ${found}. Recorded:\n${this.toString()}`);
  }

  /** Returns all ended spans of that name. */
  named(name: string): FinishedSpan[] {
    return this.#spans.filter((span) => span.name === name);
  }

  /** Forgets all recorded spans. */
  reset(): void {
    this.#spans.length = 0;
    this.#open.clear();
  }

  /** Renders the recorded traces as trees. */
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
 * Registers a tracer provider, Node's context manager and the W3C propagators, in place of any registered before, and
 * records every span. Needs `@opentelemetry/sdk-trace-node`.
 *
 * @example
 * ```ts
 * const recorder = recordSpans();
 * afterEach(() => recorder.reset());
 * afterAll(() => recorder.stop());
 * ```
 */
export function recordSpans(options: RecordOptions = {}): SpanRecorder {
  const { sampler, linkCountLimit } = options;
  checkOptionNames('recordSpans', options, RECORD_OPTION_NAMES);
  const isManaged = !unregister();
  const recorder = new SpanRecorder();
  current = recorder;
  const provider = new NodeTracerProvider({
    spanProcessors: [recorder],
    ...(sampler === undefined ? {} : { sampler }),
    ...(linkCountLimit === undefined ? {} : { spanLimits: { linkCountLimit } }),
  });
  provider.register(isManaged ? { contextManager: null } : {});
  return recorder;
}

/** Returns false if a context manager stays, and serves the next recorder: workerd cannot disable one. */
function unregister(): boolean {
  current = undefined;
  trace.disable();
  propagation.disable();
  try {
    context.disable();
    return true;
  } catch {
    return false;
  }
}

/** Returns the recorder in use, whose spans name the targets of links. */
export function currentRecorder(): SpanRecorder | undefined {
  return current;
}
