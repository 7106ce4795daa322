/** OpenTelemetry as an application registers it, in the three measured states. */
import { context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { setRPCMetadata } from '@opentelemetry/core';
import { AlwaysOffSampler, AlwaysOnSampler, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

/** The states, in the order of the table. */
export const STATES = ['no SDK', 'unsampled', 'recorded'];

/** Spans and links recorded since the process began; the span processor only counts. */
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

/** Registers the SDK in a state; for `no SDK`, does nothing. */
export function register(state) {
  if (state === 'no SDK') return;
  const sampler = state === 'recorded' ? new AlwaysOnSampler() : new AlwaysOffSampler();
  new NodeTracerProvider({ sampler, spanProcessors: [processor] }).register();
}

/** Creates the context in which a service's methods run: a request's, with server span, RPC metadata and baggage. */
export function requestContext() {
  const span = trace.getTracer('bench').startSpan('GET /orders', { kind: SpanKind.SERVER });
  const request = setRPCMetadata(trace.setSpan(context.active(), span), { type: 'http', span });
  return propagation.setBaggage(request, propagation.createBaggage({ tenant: { value: 'acme' } }));
}
