/** The guard of no span. */
import type { SentCarrier } from '../../../lib/spans/inject-carrier.js';
import type { Span, SpanContext } from '@opentelemetry/api';
import type { SpanGuard } from '../../../lib/spans/guard.js';
import { DISPOSE } from '../../../lib/spans/dispose.js';

const CONTEXT: SpanContext = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 };

/** The span that records nothing. */
const SPAN: Span = {
  spanContext: () => CONTEXT,
  setAttribute: () => SPAN,
  setAttributes: () => SPAN,
  addEvent: () => SPAN,
  addLink: () => SPAN,
  addLinks: () => SPAN,
  setStatus: () => SPAN,
  updateName: () => SPAN,
  recordException() {},
  isRecording: () => false,
  end() {},
};

/** Has the members of `SpanGuard`, which do nothing. */
export class InertGuard implements Record<Exclude<keyof SpanGuard, symbol>, unknown> {
  readonly state = 'disabled';
  readonly span = SPAN;

  static current(): InertGuard {
    return new InertGuard();
  }

  spanContext(): SpanContext {
    return CONTEXT;
  }

  link(): this {
    return this;
  }

  setAttribute(): this {
    return this;
  }

  setAttributes(): this {
    return this;
  }

  addEvent(): this {
    return this;
  }

  carrier(): SentCarrier {
    return {} as SentCarrier;
  }

  run<T>(body: () => T): T {
    return body();
  }

  fail(): this {
    return this;
  }

  complete(): boolean {
    return false;
  }

  [DISPOSE](): void {}
}
