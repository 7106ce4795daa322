/** Runs one attempt: opens it in the ledger, starts its span with links, runs the body, and records the end. */
import type { Tracer } from '@opentelemetry/api';
import type { Ledger } from '../../../lib/ledger/ledger.js';
import { whenReady } from '../../../lib/ledger/maybe-promise.js';
import { activeContext } from '../../../lib/spans/active-context.js';
import { SpanGuard } from '../../../lib/spans/guard.js';
import type { Call, Next } from '../../../lib/spans/span-plan.js';
import type { AttemptPlan } from './attempt-plan.js';
import { AttemptRecorder } from './attempt-recorder.js';
import { judgeOnce } from './thrown-value.js';

/** Runs a call as an attempt, in a span of its plan. @returns a promise of the body's result. */
export function runAttempt(
  tracer: Tracer,
  given: Call,
  attempt: AttemptPlan,
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
