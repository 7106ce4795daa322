/** The number of traces in a row that were decided by a link, carried from trace to trace in the trace state. */
import { createTraceState, type SpanContext, type TraceState } from '@opentelemetry/api';

/** The member of the trace state; one of its own, as earlier versions read the whole of `spanlink`. */
const MEMBER = 'spanlink_hops';
const HOPS = /^\d{1,6}$/;
const MOST = 999_999;

/** Returns the traces since the last one that was decided by chance; 0 for that one itself. */
export function hopsOf({ traceState }: SpanContext): number {
  const hops = traceState?.get(MEMBER);
  return hops !== undefined && HOPS.test(hops) ? Number(hops) : 0;
}

/** Returns the state of a trace that is decided by a link to a trace of so many hops. */
export function withHopsAfter(traceState: TraceState | undefined, hops: number): TraceState {
  return (traceState ?? createTraceState()).set(MEMBER, String(Math.min(hops + 1, MOST)));
}
