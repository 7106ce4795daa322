/** The span of a notification that arrived: nobody answers it, so its end is that of its handler. */
import { types } from 'node:util';
import { type Context, createContextKey } from '@opentelemetry/api';
import { activeContext } from '../../lib/spans/active-context.js';
import type { StartedSpan } from '../../lib/spans/started-span.js';

const NOTIFICATION = createContextKey('spanlink.mcp.notification');

/** Ends a span once the notification's handlers have; at once where there are none, or none that are known. */
export class NotificationSpan {
  readonly #span: StartedSpan;
  #handlers = 0;

  constructor(span: StartedSpan) {
    this.#span = span;
  }

  /** Returns the context in which the notification is dispatched. */
  contextIn(active: Context): Context {
    return active.setValue(NOTIFICATION, this);
  }

  /** Called when the SDK has taken the notification; it calls the handler in the next microtask. */
  dispatched(): void {
    this.#handlers++;
    queueMicrotask(() => queueMicrotask(() => this.#handled()));
  }

  /** Follows a handler. @returns what it returned. */
  follow(handle: () => unknown): unknown {
    this.#handlers++;
    let result: unknown;
    try {
      result = handle();
    } catch (error) {
      this.#span.fail(error);
      this.#handled();
      throw error;
    }
    if (!types.isPromise(result)) {
      this.#handled();
      return result;
    }
    // the SDK handles the rejection of the promise itself
    result.then(
      () => this.#handled(),
      (error: unknown) => {
        this.#span.fail(error);
        this.#handled();
      },
    );
    return result;
  }

  #handled(): void {
    if (--this.#handlers === 0) this.#span.end();
  }
}

type Handler = (...args: unknown[]) => unknown;

/** Returns a handler of notifications whose end is that of their spans. */
export function followingNotifications(handler: Handler): Handler {
  return function (this: unknown, ...args) {
    const notification = activeContext().getValue(NOTIFICATION) as NotificationSpan | undefined;
    const handle = (): unknown => handler.apply(this, args);
    return notification === undefined ? handle() : notification.follow(handle);
  };
}
