/** What OpenTelemetry's package of instrumentations has not: those of Fastify and BullMQ, by their own authors. */
import { BullMQInstrumentation } from '@appsignal/opentelemetry-instrumentation-bullmq';
import { FastifyOtelInstrumentation } from '@fastify/otel';

export const others = [new FastifyOtelInstrumentation({ registerOnInitialization: true }), new BullMQInstrumentation()];
