/** Records the errors of BullMQ's spans, each once, though BullMQ may report it in three ways. */
import type { TimeInput } from '@opentelemetry/api';
import { callSafely } from '../../lib/global/report.js';
import { markFailed, recordException } from '../../lib/spans/exception.js';
import type { SpanGuard } from '../../lib/spans/guard.js';

/** Stands for a thrown value without a message: by its class alone, as what has a name itself is an error. */
const UNKNOWN = { message: 'something thrown without a message', constructor: { unknown() {} }.unknown };

/** The errors of one span. */
export class SpanErrors {
  #thrown: { readonly error: unknown } | undefined;
  #unsettled: string | undefined;
  readonly #recorded = new Set<unknown>();

  /** Keeps what the processor throws, which BullMQ may treat as a failure or as a request (a delay, a pause). */
  throws(error: unknown): void {
    this.#thrown = { error };
  }

  /** Records the error that the operation ends with. */
  fail(guard: SpanGuard | undefined, error: unknown): void {
    const message = messageOf(error);
    if (this.#isNew(message ?? error)) guard?.fail(error);
    else use(guard, ({ span }) => markFailed(span, error));
  }

  /** Records why an attempt failed. BullMQ passes only the message, and ends the span as if it had succeeded. */
  failAttempt(guard: SpanGuard | undefined, message: unknown): void {
    const thrown = this.#thrown;
    if (thrown !== undefined && messageOf(thrown.error) === message) this.fail(guard, thrown.error);
    else this.fail(guard, typeof message === 'string' ? errorOf(message) : UNKNOWN);
  }

  /** Records the error of a command that is tried again. */
  retry(guard: SpanGuard | undefined, message: string, time: TimeInput | undefined): void {
    if (this.#isOfNothing(message)) return this.fail(guard, this.#thrown?.error);
    this.#unsettled = message;
    if (this.#isNew(message)) use(guard, ({ span }) => recordException(span, errorOf(message), time));
  }

  /** Forgets it: BullMQ reached Redis in the end. */
  settle(): void {
    this.#unsettled = undefined;
  }

  /** Sets the status of a command that never succeeded. */
  end(guard: SpanGuard | undefined): void {
    const message = this.#unsettled;
    if (message !== undefined) use(guard, ({ span }) => markFailed(span, errorOf(message)));
  }

  /** BullMQ asks `null` or `undefined` for a message, and reports that as an error of its own. */
  #isOfNothing(message: string): boolean {
    if (this.#thrown === undefined) return false;
    const { error } = this.#thrown;
    return (error === null || error === undefined) && message.includes(String(error)) && message.includes('message');
  }

  #isNew(error: unknown): boolean {
    return this.#recorded.size < this.#recorded.add(error).size;
  }
}

/** Returns an error's own message; `undefined` where there is none that can be read. */
function messageOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null
    ? callSafely('LinkedTelemetry', 'error', () => (error as { message?: unknown }).message, undefined, [])
    : undefined;
}

/** An error of which BullMQ tells the message alone. */
function errorOf(message: string): { readonly name: string; readonly message: string } {
  return { name: 'Error', message };
}

/** Does something to the span of a guard that an SDK may refuse by an error. */
function use(guard: SpanGuard | undefined, action: (guard: SpanGuard) => void): void {
  if (guard !== undefined) callSafely('LinkedTelemetry', 'error', action, undefined, [guard]);
}
