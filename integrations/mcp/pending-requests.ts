/** The spans of requests that wait for a response, by the ids of their requests. */
import type { StartedSpan } from '../../lib/spans/started-span.js';
import { endWithout } from './outcome.js';

/** The id of a request. */
export type RequestId = string | number;

/** Keeps the spans of the requests in one direction of a connection until their end. */
export class PendingRequests {
  readonly #spans = new Map<RequestId, StartedSpan>();

  /** Adds a span. One of the same id gives way: no response can be told from those to the second. */
  add(id: RequestId, span: StartedSpan): void {
    const before = this.#spans.get(id);
    if (before !== undefined) endWithout(before, 'cancelled');
    this.#spans.set(id, span);
  }

  /** Removes the span of a request, which is over. */
  take(id: RequestId | undefined): StartedSpan | undefined {
    const span = id === undefined ? undefined : this.#spans.get(id);
    if (span !== undefined) this.#spans.delete(id as RequestId);
    return span;
  }

  /** Removes that span alone. @returns true if it was there. */
  remove(id: RequestId | undefined, span: StartedSpan): boolean {
    return id !== undefined && this.#spans.get(id) === span && this.#spans.delete(id);
  }

  /** Ends all spans, as their connection is closed. */
  close(): void {
    for (const span of this.#spans.values()) endWithout(span, 'connection_closed');
    this.#spans.clear();
  }
}
