/** The attempts of this process that run around a call, which are its callers. */
import { type Context, createContextKey } from '@opentelemetry/api';

/** An attempt of this process, from the start of its body. */
export interface RunningAttempt {
  /** Its span, as the ledger records it. */
  readonly traceparent: string;
  readonly tracestate: string | undefined;
  /** `false` once the body has ended: what it left behind in its context is not called by it. */
  isRunning: boolean;
}

/** The attempts around a context, the outermost first; the API's keys are the same in every copy of it. */
const AROUND = createContextKey('spanlink.attempts');

const NONE: readonly RunningAttempt[] = [];

/** Returns the attempts that run around a context, at any depth, the outermost first. */
export function attemptsAround(active: Context): readonly RunningAttempt[] {
  const around = active.getValue(AROUND) as readonly RunningAttempt[] | undefined;
  return around === undefined ? NONE : around.filter(({ isRunning }) => isRunning);
}

/** Returns the context of a body inside those attempts, the last of which is its own. */
export function inside(active: Context, attempts: readonly RunningAttempt[]): Context {
  return active.setValue(AROUND, attempts);
}
