/** OpenTelemetry in one process, set up as in any application. */
import { createRequire } from 'node:module';
import { diag, DiagConsoleLogger, DiagLogLevel } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { ParentExporter } from './parent-exporter.js';

/** Sends every span to the parent process, and exports it if `OTEL_EXPORTER_OTLP_ENDPOINT` is set. */
export function startTelemetry(service: string): NodeTracerProvider {
  diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.WARN);
  const spanProcessors: SpanProcessor[] = [new SimpleSpanProcessor(new ParentExporter())];
  if (process.env.OTEL_EXPORTER_OTLP_ENDPOINT)
    spanProcessors.push(new BatchSpanProcessor(new OTLPTraceExporter({ timeoutMillis: 2_000 })));
  const provider = new NodeTracerProvider({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': service })),
    spanProcessors,
  });
  provider.register();
  registerInstrumentations({ instrumentations: [new HttpInstrumentation()] });
  // the http instrumentation patches the module when it is next required; an import does not count
  createRequire(import.meta.url)('node:http');
  return provider;
}
