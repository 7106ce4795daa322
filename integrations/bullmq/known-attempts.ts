/** Attempts at jobs of this process, for the next one at the same job. */
import type { SpanContext } from '@opentelemetry/api';
import { dropOldest } from '../../lib/global/drop-oldest.js';
import { registered } from '../../lib/global/registry.js';
import { isSameSpan } from '../../lib/links/span-context.js';

/** The jobs that are known, of those that were completed and of the others. */
const LIMIT = 10_000;

/** An attempt, from its start. */
export interface KnownAttempt {
  /** The producer of its job: another job may have the same id by now. */
  readonly producer: SpanContext;
  readonly tried: SpanContext;
  /** `over` where it leaves nothing to link to: its job was completed, or put itself off. */
  state: 'running' | 'failed' | 'stalled' | 'over';
}

interface Store {
  readonly open: Map<string, KnownAttempt>;
  /** Completed jobs, which somebody may run again: apart, as they are many. */
  readonly completed: Map<string, KnownAttempt>;
}

/** Shared by all queues and workers, as a job may be tried by any of them. */
const store = /* @__PURE__ */ registered<Store>('bullmq-attempts', () => ({ open: new Map(), completed: new Map() }));

/** Returns the name of a job among those of all queues. */
export function jobKey(queue: unknown, job: unknown): string {
  return JSON.stringify([queue, job]);
}

/** Returns the last attempt at the job that the producer added. */
export function findAttempt(key: string, producer: SpanContext | undefined): KnownAttempt | undefined {
  const found = store().open.get(key) ?? store().completed.get(key);
  return found !== undefined && producer !== undefined && isSameSpan(producer, found.producer) ? found : undefined;
}

/** Keeps an attempt that has started, in the place of the one before. */
export function keepAttempt(key: string, attempt: KnownAttempt): void {
  store().completed.delete(key);
  put(store().open, key, attempt);
}

/** Puts an attempt that completed its job aside, or forgets it, unless another has started since. */
export function completeAttempt(key: string, attempt: KnownAttempt, isKept: boolean): void {
  if (store().open.get(key) !== attempt) return;
  store().open.delete(key);
  if (isKept) put(store().completed, key, attempt);
}

/** BullMQ gives the job to another worker, as this one has not been heard of. */
export function stallAttempt(key: string): void {
  const attempt = store().open.get(key);
  if (attempt?.state === 'running') attempt.state = 'stalled';
}

function put(kept: Map<string, KnownAttempt>, key: string, attempt: KnownAttempt): void {
  kept.delete(key);
  kept.set(key, attempt);
  dropOldest(kept, LIMIT);
}
