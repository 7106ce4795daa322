/** OpenTelemetry as an application registers it: a processor that drops the spans and counts them, and a meter. */
import { metrics } from '@opentelemetry/api';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { NodeTracerProvider, type ReadableSpan, type SpanProcessor } from '@opentelemetry/sdk-trace-node';

/** Counts spans, and keeps none. */
export class SpanCounter implements SpanProcessor {
  started = 0;
  ended = 0;
  /** The links of the spans that ended. */
  links = 0;

  onStart(): void {
    this.started++;
  }

  onEnd(span: ReadableSpan): void {
    this.ended++;
    this.links += span.links.length;
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

/** Collects metrics when it is asked to. */
class Metrics extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

export interface Telemetry {
  readonly spans: SpanCounter;
  /** Returns the sums of the counters of ours, over all methods, by name. */
  counters(): Promise<ReadonlyMap<string, number>>;
}

/** Registers the SDK. */
export function startTelemetry(): Telemetry {
  const spans = new SpanCounter();
  new NodeTracerProvider({ spanProcessors: [spans] }).register();
  const reader = new Metrics();
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  return { spans, counters: () => collect(reader) };
}

async function collect(reader: MetricReader): Promise<ReadonlyMap<string, number>> {
  const { resourceMetrics } = await reader.collect();
  const all = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  return new Map(
    all.map(({ descriptor, dataPoints }) => [
      descriptor.name,
      (dataPoints as readonly { readonly value: unknown }[]).reduce((sum, { value }) => sum + Number(value), 0),
    ]),
  );
}
