/** The judgement on what a stage threw, which its span and its ledger share. */
import { callSafely } from '../global/report.js';
import { type Call, siteOf } from '../spans/span-plan.js';

/** A call whose option `isError` is asked at most once, whoever asks first. */
export interface JudgedCall {
  readonly call: Call;
  /** Returns true for a value that `isError` takes for an error, as it does by default. */
  isError(thrown: unknown): boolean;
}

/** Returns the call with an `isError` that remembers its answer: the span asks where it has started, and may not. */
export function judgeOnce(call: Call): JudgedCall {
  const { isError } = call.plan.options;
  if (isError === undefined) return { call, isError: takeForError };
  let answer: unknown;
  const ask = function (this: unknown, ...args: never[]): boolean {
    // until it has answered: one that throws has found an error
    answer = true;
    return (answer = Reflect.apply(isError, this, args)) as boolean;
  };
  const options = { ...call.plan.options, isError: ask as typeof isError };
  return {
    call: { ...call, plan: { ...call.plan, options } },
    isError: (thrown) => {
      if (answer === undefined) callSafely(siteOf(call), 'isError', ask, call.self, [thrown, ...call.args]);
      return answer !== false;
    },
  };
}

function takeForError(): boolean {
  return true;
}
