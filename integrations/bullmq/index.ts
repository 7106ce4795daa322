/** `spanlink/bullmq`: BullMQ's own telemetry, in which jobs are linked to what caused them. */
export { LinkedTelemetry, type LinkedTelemetryOptions } from './linked-telemetry.js';
