/** What the isolate of a workflow offers to interceptors: its clock, its sinks, and its bookkeeping of promises. */
import { AsyncLocalStorage, proxySinks, workflowInfo } from '@temporalio/workflow';
import type { RunInfo } from '../contract/run.js';
import type { SpanIds } from '../contract/span-ids.js';
import type { ReportSinks, SpanReport } from '../contract/span-report.js';

/** Holds the span of the handler that runs. */
export interface HandlerStorage {
  getStore(): SpanIds | undefined;
  run<R>(handler: SpanIds, body: () => R): R;
}

/** Makes the storage of an isolate, which ends with that. */
export function createHandlerStorage(): HandlerStorage {
  return new AsyncLocalStorage<SpanIds>();
}

/** Tells the worker of a span, unless a replay tells it again. */
export function report(span: SpanReport): void {
  if (!isReplaying()) proxySinks<ReportSinks>().spanlink.span(span);
}

/** Returns true where history is replayed, which a query after it is no part of. */
export function isReplaying(): boolean {
  const { isReplaying, isReplayingHistoryEvents } = unsafe();
  return isReplayingHistoryEvents ?? isReplaying;
}

/** Returns the time in milliseconds since 1970: the workflow's during a replay, which is none of its spans'. */
export function now(): number {
  return isReplaying() ? Date.now() : (unsafe().now?.() ?? Date.now());
}

/** Returns what the isolate knows of its run. */
export function runInfo(): RunInfo {
  return workflowInfo() as unknown as RunInfo;
}

/** Temporal's `UnsafeWorkflowInfo`, in which older versions lack some. */
interface UnsafeInfo {
  readonly isReplaying: boolean;
  readonly isReplayingHistoryEvents?: boolean;
  readonly now?: () => number;
}

function unsafe(): UnsafeInfo {
  return workflowInfo().unsafe as UnsafeInfo;
}

/**
 * Observes the promise of a handler. The promise itself is handed on, as one derived from it would take its turn later,
 * and so change the order of commands that a history holds.
 */
export function observe(promise: unknown, done: () => void, failed: (error: unknown) => void): void {
  // of this realm, as all promises of an isolate are
  if (promise instanceof Promise) untrack(promise.then(done, failed));
  else done();
}

/** Keeps a promise of ours out of the stack traces that Temporal shows of a workflow. */
function untrack(promise: Promise<unknown>): void {
  const { __TEMPORAL_ACTIVATOR__: activator } = globalThis as { __TEMPORAL_ACTIVATOR__?: Activator };
  activator?.promiseStackStore?.childToParent?.delete(promise);
  activator?.promiseStackStore?.promiseToStack?.delete(promise);
}

/** Temporal's state of an isolate. */
interface Activator {
  readonly promiseStackStore?: {
    readonly childToParent?: Map<unknown, unknown>;
    readonly promiseToStack?: Map<unknown, unknown>;
  };
}
