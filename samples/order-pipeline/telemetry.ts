/** OpenTelemetry in one process of the sample, set up as in any application. */
import { createRequire } from 'node:module';
import { diag, DiagConsoleLogger, DiagLogLevel } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { type SpanRecord, toRecord } from './span-record.js';

/** Telemetry that runs until it is stopped. */
export interface Telemetry {
  /** Exports the remaining spans, and returns everything recorded. */
  stop(): Promise<SpanRecord[]>;
}

/** Records every span, and exports it if `OTEL_EXPORTER_OTLP_ENDPOINT` is set. */
export function startTelemetry(service: string): Telemetry {
  diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.WARN);
  const memory = new InMemorySpanExporter();
  const spanProcessors: SpanProcessor[] = [new SimpleSpanProcessor(memory)];
  if (process.env.OTEL_EXPORTER_OTLP_ENDPOINT)
    spanProcessors.push(new BatchSpanProcessor(new OTLPTraceExporter({ timeoutMillis: 2_000 })));
  const provider = new NodeTracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': service })),
    spanProcessors,
  });
  provider.register({ contextManager: new AsyncLocalStorageContextManager() });
  registerInstrumentations({ instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()] });
  // the http instrumentation patches the module when it is next required; an import does not count
  createRequire(import.meta.url)('node:http');
  return {
    async stop() {
      // a collector that is down costs its spans, not the application
      await provider
        .forceFlush()
        .catch((error: unknown) => diag.error(`the last spans were not exported: ${String(error)}`));
      const spans = memory.getFinishedSpans().map(toRecord);
      await provider.shutdown();
      return spans;
    },
  };
}
