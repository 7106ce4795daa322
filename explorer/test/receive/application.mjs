// An application with OpenTelemetry's SDK: sends two spans to the address given, one linked to the other, and prints
// their ids.
import { SpanStatusCode } from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const [url, compression, protocol] = process.argv.slice(2);
const EXPORTERS = { 'http/json': JsonExporter, 'http/protobuf': ProtobufExporter, grpc: GrpcExporter };
const exporter = new EXPORTERS[protocol]({ url, compression });
const provider = new NodeTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'shop' }),
  spanProcessors: [new BatchSpanProcessor(exporter)],
});
const tracer = provider.getTracer('shop', '2.0');
const cause = tracer.startSpan('place order');
cause.end();
const effect = tracer.startSpan('pack', {
  links: [{ context: cause.spanContext(), attributes: { 'spanlink.relation': 'message' } }],
});
effect.setAttributes({ 'order.id': 42, tags: ['a', 'b'] });
effect.setStatus({ code: SpanStatusCode.ERROR, message: 'no box' });
effect.end();
await provider.shutdown();
process.stdout.write(JSON.stringify({ cause: cause.spanContext().spanId, effect: effect.spanContext().spanId }));
