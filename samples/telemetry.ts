/** Shared by the samples: an OpenTelemetry SDK that prints each finished trace, and a check for a link. */
import assert from 'node:assert/strict';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { ConsoleTreeExporter } from 'spanlink/console';
import { type Cause, type FinishedSpan, spanMatchers, SpanRecorder } from 'spanlink/testing';

/** Prints each trace when its root has ended, and keeps the spans for the checks at the end of a sample. */
export function printTraces(serviceName: string): SpanRecorder {
  const recorder = new SpanRecorder();
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName }),
    spanProcessors: [recorder, new SimpleSpanProcessor(new ConsoleTreeExporter())],
  });
  provider.register();
  return recorder;
}

/** Throws, with the recorded traces in the message, unless the span is linked to the cause by that relation. */
export function assertLinked(
  span: FinishedSpan | undefined,
  cause: Cause | undefined,
  expected: Parameters<typeof spanMatchers.toLinkTo>[2],
): void {
  assert.ok(span !== undefined && cause !== undefined, 'a span was not recorded');
  const { pass, message } = spanMatchers.toLinkTo(span, cause, expected);
  assert.ok(pass, message());
}
