/** Runs the call of an agent as an attempt, in the way that its result allows. */
import { types } from 'node:util';
import type { Tracer } from '@opentelemetry/api';
import { AttemptRecorder } from '../../../lib/attempts/attempt-recorder.js';
import type { PlannedAttempt } from '../../../lib/attempts/planned-attempt.js';
import { judgeOnce } from '../../../lib/attempts/thrown-value.js';
import type { GeneratorObject } from '../../../lib/calls/generator.js';
import type { Ledger } from '../../../lib/ledger/ledger.js';
import { whenReady } from '../../../lib/ledger/maybe-promise.js';
import { activeContext } from '../../../lib/spans/active-context.js';
import { SpanGuard } from '../../../lib/spans/guard.js';
import type { Call, CallAdditions, CallOutcome, Next } from '../../../lib/spans/span-plan.js';
import type { StartedSpan } from '../../../lib/spans/started-span.js';
import { beforeFirstStep } from './first-step.js';
import type { PreparedCall } from './operation.js';

/** A call that is an attempt. */
interface Attempting {
  readonly tracer: Tracer;
  readonly call: Call;
  readonly recorder: AttemptRecorder;
  readonly next: Next;
  readonly additions: () => CallAdditions;
  /** Does a write of the ledger after the ones before it. */
  readonly write: (work: () => unknown) => unknown;
  /** Waits for the writes so far. */
  readonly written: () => unknown;
}

/**
 * Runs a call as an attempt. An async function waits for the ledger before its body and after it, an async generator
 * before its first step; any other function is called at once, and its span gets the ledger's links as soon as that
 * answers, for which a promise waits. The attempt ends when the work does: that may be a stream which the function
 * returned.
 */
export function runAsAttempt(
  tracer: Tracer,
  prepared: PreparedCall,
  attempt: PlannedAttempt,
  ledger: Ledger,
  next: Next,
): unknown {
  const { call, isError } = judgeOnce(prepared.call);
  const recorder = new AttemptRecorder(attempt, ledger);
  let writes: unknown;
  let isOpened = false;
  let isFinished = false;
  const write = (work: () => unknown): unknown => {
    isOpened = true;
    return (writes = whenReady(writes, work));
  };
  const ended = (span: StartedSpan | undefined, outcome: CallOutcome): void => {
    prepared.additions.ended(span, outcome);
    if (!isOpened || isFinished) return;
    isFinished = true;
    write(() => recorder.finish(outcome, isError));
  };
  const additions = (): CallAdditions => {
    const known = recorder.additions();
    const attributes = { ...prepared.additions.attributes, ...known.attributes };
    return { ...prepared.additions, ...known, attributes, ended };
  };
  const attempting = { tracer, call, recorder, next, additions, write, written: () => writes };
  if (call.plan.isGenerator) return stream(attempting);
  return call.plan.isAsync ? wait(attempting) : goOn(attempting);
}

function wait({ tracer, call, recorder, next, additions, write, written }: Attempting): unknown {
  const callee = function (this: unknown, ...args: never[]): unknown {
    const active = activeContext();
    const guard = SpanGuard.current();
    const run = (): unknown => recorder.run(active, () => call.callee.apply(this, args));
    return whenReady(
      write(() => recorder.start(guard)),
      run,
    );
  };
  const work = async (): Promise<unknown> => next(tracer, { ...call, callee, additions: additions() });
  const enter = (): Promise<unknown> => settleAfter(work(), written);
  return whenReady(
    write(() => recorder.open()),
    enter,
  );
}

function stream({ tracer, call, recorder, next, additions, write }: Attempting): unknown {
  const callee = function (this: unknown, ...args: never[]): unknown {
    const generator = call.callee.apply(this, args) as GeneratorObject;
    beforeFirstStep(
      generator,
      () => {
        const guard = SpanGuard.current();
        return write(() => recorder.start(guard));
      },
      (active, take) => recorder.run(active, take),
    );
    return generator;
  };
  const generator = next(tracer, withLateAdditions({ ...call, callee }, additions));
  beforeFirstStep(generator as GeneratorObject, () => write(() => recorder.open()));
  return generator;
}

function goOn({ tracer, call, recorder, next, additions, write, written }: Attempting): unknown {
  const callee = function (this: unknown, ...args: never[]): unknown {
    const guard = SpanGuard.current();
    recorder.tell(guard);
    write(() => recorder.start(guard));
    const result = recorder.run(activeContext(), () => call.callee.apply(this, args));
    // one of a subclass may be more than a promise
    return types.isPromise(result) && result.constructor === Promise ? settleAfter(result, written) : result;
  };
  write(() => recorder.open());
  return next(tracer, withLateAdditions({ ...call, callee }, additions));
}

/** Returns a promise that settles as the work does, after the writes until then. */
function settleAfter(work: Promise<unknown>, written: () => unknown): Promise<unknown> {
  return work.finally(written);
}

/** Reads the additions when the span starts: that of a generator does so later. */
function withLateAdditions(call: Call, additions: () => CallAdditions): Call {
  return {
    ...call,
    get additions() {
      return additions();
    },
  };
}
