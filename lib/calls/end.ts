/** The end of a call, good or bad. */
import type { Attributes } from '@opentelemetry/api';
import type { Call } from '../spans/span-plan.js';
import { callSafely } from '../global/report.js';

/** The work is done: its value may give attributes, and the span ends. Gives the value. */
export function succeed(call: Call, value: unknown): unknown {
  const { plan, self, args, open } = call;
  const { result } = plan.options;
  if (result !== undefined && open?.span.isRecording()) {
    const attributes = callSafely(plan.site, 'result', result, self, [value, ...args]);
    if (typeof attributes === 'object' && attributes !== null)
      open.describe((span) => span.setAttributes(attributes as Attributes));
  }
  open?.end();
  return value;
}

/** The work threw: an error, unless `isError` says otherwise, and the span ends. */
export function fail(call: Call, error: unknown): void {
  const { plan, self, args, open } = call;
  const { isError } = plan.options;
  if (isError === undefined || callSafely(plan.site, 'isError', isError, self, [error, ...args]) !== false)
    open?.fail(error);
  open?.end();
}
