/** What each provider's `start.ts` exports, once it has started it as its guide says. */
import { context, createContextKey, type ProxyTracerProvider, trace } from '@opentelemetry/api';

export interface Provider {
  /** Sends everything that it holds. */
  flush(): Promise<unknown>;
  /** Returns the id of the span that the provider itself takes to be active, by its own API. */
  active(): string | undefined;
  /** Runs the body with a mark that the provider's own API keeps in its context or scope. */
  withMark<T>(mark: string, body: () => T): T;
  /** Returns that mark, where it is found. */
  mark(): unknown;
  /** Runs the body in a span that the provider's own API makes. */
  run<T>(name: string, body: () => T): T;
}

const MARK = createContextKey('mark');

/** A provider whose own API is OpenTelemetry's. */
export const openTelemetry: Provider = {
  flush: () => ((trace.getTracerProvider() as ProxyTracerProvider).getDelegate() as unknown as Flushing).forceFlush(),
  active: () => trace.getActiveSpan()?.spanContext().spanId,
  withMark: (mark, body) => context.with(context.active().setValue(MARK, mark), body),
  mark: () => context.active().getValue(MARK),
  run: (name, body) =>
    trace.getTracer('own').startActiveSpan(name, (span) => {
      try {
        return body();
      } finally {
        span.end();
      }
    }),
};

interface Flushing {
  forceFlush(): Promise<void>;
}
