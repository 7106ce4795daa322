/** What goes wrong with a span of BullMQ's, each error once, though BullMQ may tell of it in three ways. */
import { SpanStatusCode, type TimeInput } from '@opentelemetry/api';
import type { SpanGuard } from '../../lib/spans/guard.js';

/** The errors of one span. */
export class SpanErrors {
  /** What the processor threw, whether BullMQ takes that for a failure or for a wish of the job. */
  thrown: unknown;
  #unsettled: string | undefined;
  readonly #recorded = new Set<unknown>();

  /** An error that the operation ends with. */
  fail(guard: SpanGuard | undefined, error: unknown): void {
    const { message } = error as { message?: unknown };
    if (this.#isNew(message)) guard?.fail(error);
    else guard?.span.setStatus({ code: SpanStatusCode.ERROR, message: String(message) });
  }

  /** Why an attempt failed. BullMQ gives the message alone, and ends the span as if nothing had happened. */
  failAttempt(guard: SpanGuard | undefined, message: unknown): void {
    const { thrown } = this;
    const isThrown =
      typeof thrown === 'object' && thrown !== null && (thrown as { message?: unknown }).message === message;
    this.fail(guard, isThrown ? thrown : { name: 'Error', message });
  }

  /** A command that failed, and is tried again. */
  retry(guard: SpanGuard | undefined, message: string, time: TimeInput | undefined): void {
    this.#unsettled = message;
    if (this.#isNew(message)) guard?.span.recordException({ name: 'Error', message }, time);
  }

  /** BullMQ got through to Redis, in the end. */
  settle(): void {
    this.#unsettled = undefined;
  }

  /** It never did: that is the failure. */
  end(guard: SpanGuard | undefined): void {
    if (this.#unsettled !== undefined) guard?.span.setStatus({ code: SpanStatusCode.ERROR, message: this.#unsettled });
  }

  #isNew(message: unknown): boolean {
    return this.#recorded.size < this.#recorded.add(message).size;
  }
}
