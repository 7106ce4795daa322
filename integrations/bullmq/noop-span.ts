/** BullMQ's span where there is nothing to trace with. */
import type { Context } from '@opentelemetry/api';
import type { Span } from 'bullmq';

/** One for all operations, which does nothing. */
export const NOOP_SPAN: Span<Context> = {
  setSpanOnContext: (active) => active,
  setAttribute() {},
  setAttributes() {},
  addEvent() {},
  recordException() {},
  end() {},
};
