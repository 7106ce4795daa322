/** Failed attempts at jobs of this process, until the next one. */
import type { Link, SpanContext } from '@opentelemetry/api';
import { linksFrom } from '../../lib/sources/links-from.js';
import { isSameSpan } from '../../lib/links/span-context.js';

const LIMIT = 10_000;

/** An attempt and the producer of its job: another job may have the same id by now. */
interface FailedAttempt {
  readonly producer: SpanContext;
  readonly tried: SpanContext;
}

/** The last 10,000 failed attempts, by queue and job. */
export class FailedAttempts {
  /** True when processors read the attempt before from BullMQ's own record. */
  areRead = false;
  readonly #byJob = new Map<string, FailedAttempt>();

  /** Keeps the attempt for the next. */
  keep(queue: unknown, job: unknown, producer: SpanContext | undefined, tried: SpanContext): void {
    if (this.areRead || producer === undefined) return;
    this.#byJob.set(key(queue, job), { producer, tried });
    if (this.#byJob.size > LIMIT) this.#byJob.delete(this.#byJob.keys().next().value as string);
  }

  /** Returns the link to the attempt before, once. */
  take(queue: unknown, job: unknown, producer: SpanContext | undefined): readonly Link[] {
    const last = this.#byJob.get(key(queue, job));
    if (last === undefined) return [];
    this.#byJob.delete(key(queue, job));
    return producer !== undefined && isSameSpan(producer, last.producer)
      ? linksFrom(last.tried, { relation: 'retry_of' })
      : [];
  }
}

function key(queue: unknown, job: unknown): string {
  return JSON.stringify([queue, job]);
}
