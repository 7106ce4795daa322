/** The statements that both engines say alike. */
import type { Tables } from './tables.js';

/** Keeps what is known of an attempt once its span has started. */
export function startStatement({ attempts }: Tables): string {
  return `UPDATE ${attempts} SET traceparent = :traceparent, tracestate = :tracestate, links = :links WHERE place_key = :place_key AND attempt = :attempt`;
}

/** Keeps how an attempt ended. */
export function finishStatement({ attempts }: Tables): string {
  return `UPDATE ${attempts} SET status = :status, ended_at = :ended_at, error = :error WHERE place_key = :place_key AND attempt = :attempt`;
}
