/** Calls of a workflow from outside: its start, signals, updates and queries. */
import { carrierIn, type Headers } from '../contract/carrier.js';
import { SignalCount } from '../contract/signal-count.js';
import type { CurrentRun } from './current-run.js';
import { type Handler, HandlerSpan } from './handler-span.js';
import { observe } from './isolate.js';
import { safely } from './safely.js';

/** OpenTelemetry's kinds of spans, as it is not imported here. */
const [SERVER, CONSUMER] = [1, 4];

interface Call {
  readonly headers: Headers;
}
interface SignalCall extends Call {
  readonly signalName: string;
}
interface UpdateCall extends Call {
  readonly name: string;
  readonly updateId: string;
}
interface QueryCall extends Call {
  readonly queryName: string;
}

/** Temporal's inbound interceptor of a workflow. */
export class Inbound {
  readonly #current: CurrentRun;
  readonly #signals = new SignalCount();

  constructor(current: CurrentRun) {
    this.#current = current;
  }

  execute<I extends Call, R>(input: I, next: (input: I) => R): R {
    safely(() => this.#current.begin(input.headers));
    return next(input);
  }

  handleSignal<I extends SignalCall, R>(input: I, next: (input: I) => R): R {
    const key = this.#signals.key(input.signalName, carrierIn(input.headers));
    return this.#handle({ name: `HandleSignal:${input.signalName}`, kind: CONSUMER, key }, input, next);
  }

  handleUpdate<I extends UpdateCall, R>(input: I, next: (input: I) => R): R {
    const attributes = { temporalUpdateId: input.updateId };
    const key = ['update', input.updateId];
    return this.#handle({ name: `HandleUpdate:${input.name}`, kind: SERVER, key, attributes }, input, next);
  }

  handleQuery<I extends QueryCall, R>(input: I, next: (input: I) => R): R {
    return this.#handle({ name: `HandleQuery:${input.queryName}`, kind: SERVER }, input, next);
  }

  /** Runs a handler in a span of its own, which is linked to its sender's and to the run's. */
  #handle<I extends Call, R>(handler: Handler, input: I, next: (input: I) => R): R {
    const { open } = this.#current;
    const span = safely(() => new HandlerSpan(this.#current.run, handler, input.headers, open));
    if (span === undefined) return next(input);
    // a query starts nothing
    const call = (): R => next(input);
    const result = handler.key === undefined ? call() : this.#current.runInHandler(span.ids, call);
    observe(
      result,
      () => safely(() => span.end()),
      (error) => safely(() => span.fail(error)),
    );
    return result;
  }
}
