/** OpenTelemetry in one process of the sample. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diag, DiagConsoleLogger, DiagLogLevel } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  NodeTracerProvider,
  SimpleSpanProcessor,
  type SpanExporter,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import type { FinishedSpan } from 'spanlink/console';
import { type SpanRecord, toRecord, toSpan } from '../order-pipeline/span-record.js';

const FILE = 'spans.jsonl';

/** Writes each span to a file as it ends; also exports by OTLP if `OTEL_EXPORTER_OTLP_ENDPOINT` is set. */
export function startTelemetry(service: string, folder: string): NodeTracerProvider {
  // standard output belongs to the protocol, in the process of the tools
  diag.setLogger({ ...new DiagConsoleLogger(), warn: console.error, error: console.error }, DiagLogLevel.WARN);
  const writer: SpanExporter = {
    export(spans, done) {
      for (const span of spans) appendFileSync(join(folder, FILE), `${JSON.stringify(toRecord(span))}\n`);
      done({ code: 0 });
    },
    async shutdown() {},
  };
  const spanProcessors: SpanProcessor[] = [new SimpleSpanProcessor(writer)];
  if (process.env.OTEL_EXPORTER_OTLP_ENDPOINT)
    spanProcessors.push(new SimpleSpanProcessor(new OTLPTraceExporter({ timeoutMillis: 2_000 })));
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors,
  });
  provider.register();
  return provider;
}

/** Returns the spans that have ended so far, in all processes. */
export function readSpans(folder: string): FinishedSpan[] {
  const file = join(folder, FILE);
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => toSpan(JSON.parse(line) as SpanRecord));
}
