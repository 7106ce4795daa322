/** Runs one attempt: opens it in the ledger, starts its span with links, runs the body, and records the end. */
import type { Tracer } from '@opentelemetry/api';
import type { Ledger } from '../ledger/ledger.js';
import { whenReady } from '../ledger/maybe-promise.js';
import { activeContext } from '../spans/active-context.js';
import { SpanGuard } from '../spans/guard.js';
import type { Call, Next } from '../spans/span-plan.js';
import { AttemptRecorder } from './attempt-recorder.js';
import type { PlannedAttempt } from './planned-attempt.js';
import { judgeOnce } from './thrown-value.js';

/** Runs a call as an attempt, in a span of its plan. @returns a promise of the body's result. */
export function runAttempt(
  tracer: Tracer,
  given: Call,
  attempt: PlannedAttempt,
  ledger: Ledger,
  next: Next,
): Promise<unknown> {
  const { call, isError } = judgeOnce(given);
  const recorder = new AttemptRecorder(attempt, ledger);
  const callee = function (this: unknown, ...args: never[]): unknown {
    // the body may have to wait for the ledger
    const active = activeContext();
    const run = (): unknown => recorder.run(active, () => call.callee.apply(this, args));
    return whenReady(recorder.start(SpanGuard.current()), run);
  };
  const enter = (): Promise<unknown> =>
    recorder.end(
      asPromise(() => next(tracer, { ...call, callee, additions: recorder.additions() })),
      isError,
    );
  return whenReady(recorder.open(), enter) as Promise<unknown>;
}

function asPromise(call: () => unknown): Promise<unknown> {
  try {
    return Promise.resolve(call());
  } catch (error) {
    return Promise.reject(error as Error);
  }
}
