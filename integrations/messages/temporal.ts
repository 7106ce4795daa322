/** Temporal: reads and writes interceptor headers by name; lib recognises their `_tracer-data` among any headers. */
import { type FromMessages, messageReader } from './message-reader.js';

/**
 * The input of a Temporal interceptor.
 *
 * @example
 * ```ts
 * const linksOf = (input: TemporalMessage) => fromTemporal(input, { relation: 'origin' });
 * ```
 */
export interface TemporalMessage {
  readonly headers?: unknown;
}

/**
 * Returns the links of a Temporal interceptor's input.
 *
 * @example
 * ```ts
 * import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
 *
 * const interceptor: ActivityInboundCallsInterceptor = {
 *   execute: (input, next) => inSpan('activity', { links: fromTemporal(input) }, () => next(input)),
 * };
 * ```
 */
export const fromTemporal: FromMessages<TemporalMessage> = messageReader('fromTemporal', { headers: true });

/**
 * Turns a carrier into Temporal headers, as Temporal's own interceptors write them.
 *
 * @example
 * ```ts
 * import type { WorkflowClientInterceptor } from '@temporalio/client';
 *
 * const interceptor: WorkflowClientInterceptor = {
 *   start: (input, next) =>
 *     next({ ...input, headers: { ...input.headers, ...toTemporal(SpanGuard.current().carrier()) } }),
 * };
 * ```
 */
export function toTemporal(carrier: Readonly<Record<string, string>>): {
  '_tracer-data': { metadata: { encoding: Uint8Array }; data: Uint8Array };
} {
  const bytes = new TextEncoder();
  return {
    '_tracer-data': { metadata: { encoding: bytes.encode('json/plain') }, data: bytes.encode(JSON.stringify(carrier)) },
  };
}
