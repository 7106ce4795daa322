/** The end of a call, good or bad. */
import type { SpanGuard } from './guard.js';
import type { SpanPlan } from './plan.js';
import { attempt } from './report.js';

/** One call of a decorated method. */
export interface Call {
  readonly plan: SpanPlan;
  readonly self: unknown;
  readonly args: readonly unknown[];
  readonly guard: SpanGuard;
}

/** The work is done: its value may give attributes, and the span ends. */
export function succeed({ plan, self, args, guard }: Call, value: unknown): void {
  const { result } = plan.options;
  if (result !== undefined && guard.state === 'started' && guard.span.isRecording()) {
    const attributes = attempt(plan.site, 'result', result, self, [value, ...args]);
    if (typeof attributes === 'object' && attributes !== null) guard.setAttributes(attributes);
  }
  guard.complete();
}

/** The work threw: an error, unless `isError` says otherwise, and the span ends. */
export function fail({ plan, self, args, guard }: Call, error: unknown): void {
  const { isError } = plan.options;
  if (isError === undefined || attempt(plan.site, 'isError', isError, self, [error, ...args]) !== false) guard.fail(error);
  guard.complete();
}
