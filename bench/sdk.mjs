/** OpenTelemetry as an application registers it, in the three states that are measured. */
import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { setRPCMetadata } from '@opentelemetry/core';
import { AlwaysOffSampler, AlwaysOnSampler, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

/** The states, in the order of the table. */
export const STATES = ['no SDK', 'unsampled', 'recorded'];

/** What has been recorded since the process began; the span processor does nothing but count. */
export const recorded = { spans: 0, links: 0 };

const processor = {
  onStart() {},
  onEnd(span) {
    recorded.spans++;
    recorded.links += span.links.length;
  },
  async forceFlush() {},
  async shutdown() {},
};

/** Registers what the state asks for; of `no SDK`, nothing. */
export function register(state) {
  if (state === 'no SDK') return;
  const sampler = state === 'recorded' ? new AlwaysOnSampler() : new AlwaysOffSampler();
  new NodeTracerProvider({ sampler, spanProcessors: [processor] }).register();
}

/**
 * Where methods of a service are called: inside a request, with its server span, what HTTP instrumentation keeps, and
 * baggage.
 */
export function requestContext() {
  const span = trace.getTracer('bench').startSpan('GET /orders', { kind: SpanKind.SERVER });
  const request = setRPCMetadata(trace.setSpan(context.active(), span), { type: 'http', span });
  return propagation.setBaggage(request, propagation.createBaggage({ tenant: { value: 'acme' } }));
}
