/** BullMQ's span where there is no tracer. */
import type { Context } from '@opentelemetry/api';
import type { Span } from 'bullmq';

/** A span for all operations that does nothing. */
export const NOOP_SPAN: Span<Context> = {
  setSpanOnContext: (active) => active,
  setAttribute() {},
  setAttributes() {},
  addEvent() {},
  recordException() {},
  end() {},
};
