/** OpenTelemetry in one process of the sample. */
import { diag, DiagConsoleLogger, DiagLogLevel } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  type ReadableSpan,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';

/**
 * Sends each span away as it ends, because a killed process cannot do it later; also exports by OTLP if
 * `OTEL_EXPORTER_OTLP_ENDPOINT` is set.
 */
export function startTelemetry(service: string, give: (span: ReadableSpan) => void): NodeTracerProvider {
  diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.WARN);
  const giver: SpanExporter = {
    export(spans, done) {
      for (const span of spans) give(span);
      done({ code: 0 });
    },
    async shutdown() {},
  };
  const spanProcessors: SpanProcessor[] = [new SimpleSpanProcessor(giver)];
  if (process.env.OTEL_EXPORTER_OTLP_ENDPOINT)
    spanProcessors.push(new SimpleSpanProcessor(new OTLPTraceExporter({ timeoutMillis: 2_000 })));
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors,
  });
  provider.register();
  return provider;
}
