/** The end of a call, good or bad. */
import type { Attributes } from '@opentelemetry/api';
import { callSafely } from '../global/report.js';
import type { Call } from '../spans/span-plan.js';
import type { StartedSpan } from '../spans/started-span.js';

/** Ends the span of work that is done, after its value may have added attributes. @returns the value. */
export function succeed({ plan, self, args, additions }: Call, span: StartedSpan | undefined, value: unknown): unknown {
  const { result } = plan.options;
  if (result !== undefined && span?.isRecording()) {
    const attributes = callSafely(plan.cache.site, 'result', result, self, [value, ...args]);
    if (typeof attributes === 'object' && attributes !== null)
      span.describe((own) => own.setAttributes(attributes as Attributes));
  }
  additions?.ended?.(span, { value });
  span?.end();
  return value;
}

/** Ends the span of work that threw: with an error, unless it has ended, or `isError` answers otherwise. */
export function fail(call: Call, span: StartedSpan | undefined, error: unknown): void {
  if (span !== undefined && !span.hasEnded() && isFailure(call, error)) span.fail(error);
  call.additions?.ended?.(span, { thrown: error });
  span?.end();
}

function isFailure({ plan, self, args }: Call, error: unknown): boolean {
  const { isError } = plan.options;
  return isError === undefined || callSafely(plan.cache.site, 'isError', isError, self, [error, ...args]) !== false;
}
