/** The statements that are the same in both engines. */
import type { Tables } from './tables.js';

/** Returns the statement that records the span of an attempt. */
export function startStatement({ attempts }: Tables): string {
  return `UPDATE ${attempts} SET traceparent = :traceparent, tracestate = :tracestate, links = :links
  WHERE place_key = :place_key AND attempt = :attempt`;
}

/** Returns the statement that records the outcome of an attempt. */
export function finishStatement({ attempts }: Tables): string {
  return `UPDATE ${attempts} SET status = :status, ended_at = :ended_at, error = :error
  WHERE place_key = :place_key AND attempt = :attempt`;
}
