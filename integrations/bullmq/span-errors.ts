/** Records the errors of BullMQ's spans, each once, though BullMQ may report it in three ways. */
import { SpanStatusCode, type TimeInput } from '@opentelemetry/api';
import type { SpanGuard } from '../../lib/spans/guard.js';

/** The errors of one span. */
export class SpanErrors {
  /** The processor's error, which BullMQ may treat as a failure or as a request (a delay, a wait for children). */
  thrown: unknown;
  #unsettled: string | undefined;
  readonly #recorded = new Set<unknown>();

  /** Records the error that the operation ends with. */
  fail(guard: SpanGuard | undefined, error: unknown): void {
    const { message } = error as { message?: unknown };
    if (this.#isNew(message)) guard?.fail(error);
    else guard?.span.setStatus({ code: SpanStatusCode.ERROR, message: String(message) });
  }

  /** Records why an attempt failed. BullMQ passes only the message, and ends the span as if it had succeeded. */
  failAttempt(guard: SpanGuard | undefined, message: unknown): void {
    const { thrown } = this;
    const isThrown =
      typeof thrown === 'object' && thrown !== null && (thrown as { message?: unknown }).message === message;
    this.fail(guard, isThrown ? thrown : { name: 'Error', message });
  }

  /** Records the error of a command that is tried again. */
  retry(guard: SpanGuard | undefined, message: string, time: TimeInput | undefined): void {
    this.#unsettled = message;
    if (this.#isNew(message)) guard?.span.recordException({ name: 'Error', message }, time);
  }

  /** Forgets it: BullMQ reached Redis in the end. */
  settle(): void {
    this.#unsettled = undefined;
  }

  /** Sets the status of a command that never succeeded. */
  end(guard: SpanGuard | undefined): void {
    if (this.#unsettled !== undefined) guard?.span.setStatus({ code: SpanStatusCode.ERROR, message: this.#unsettled });
  }

  #isNew(message: unknown): boolean {
    return this.#recorded.size < this.#recorded.add(message).size;
  }
}
