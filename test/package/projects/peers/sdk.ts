/** A project with OpenTelemetry's SDK, whose tests record spans. */
import { AlwaysOnSampler, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ConsoleTreeExporter } from 'spanlink/console';
import { LinkedSampler } from 'spanlink/sampling';
import { recordSpans, spanMatchers, SpanRecorder } from 'spanlink/testing';

export const provider = new NodeTracerProvider({
  sampler: new LinkedSampler({ fallback: new AlwaysOnSampler() }),
  spanProcessors: [new SpanRecorder()],
});
export const exporter = new ConsoleTreeExporter();
export const linked: boolean = spanMatchers.toBeRootSpan(recordSpans().spans[0]).pass;
