/** The end of a call, good or bad. */
import type { Attributes } from '@opentelemetry/api';
import { ask, type Call } from './plan.js';

/** The work is done: its value may give attributes, and the span ends. Gives the value. */
export function succeed(call: Call, value: unknown): unknown {
  const { plan, guard } = call;
  const { result } = plan.options;
  if (result !== undefined && guard.span.isRecording()) {
    const attributes = ask(call, 'result', result, value);
    if (typeof attributes === 'object' && attributes !== null) guard.setAttributes(attributes as Attributes);
  }
  guard.complete();
  return value;
}

/** The work threw: an error, unless `isError` says otherwise, and the span ends. */
export function fail(call: Call, error: unknown): void {
  const { plan, guard } = call;
  if (ask(call, 'isError', plan.options.isError, error) !== false) guard.fail(error);
  guard.complete();
}
