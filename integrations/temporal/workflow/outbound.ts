/** What a workflow starts or calls: activities, child workflows, signals, and itself as new. */
import { type Headers, withCarrier } from '../contract/carrier.js';
import type { Run } from '../contract/run.js';
import type { CurrentRun } from './current-run.js';
import { safely } from './safely.js';

interface Call {
  readonly headers: Headers;
}

/** Temporal's outbound interceptor of a workflow: each call carries the span that makes it. */
export class Outbound {
  readonly #current: CurrentRun;

  constructor(current: CurrentRun) {
    this.#current = current;
  }

  scheduleActivity<I extends Call, R>(input: I, next: (input: I) => R): R {
    return next(this.#carrying(input));
  }

  scheduleLocalActivity<I extends Call, R>(input: I, next: (input: I) => R): R {
    return next(this.#carrying(input));
  }

  startChildWorkflowExecution<I extends Call, R>(input: I, next: (input: I) => R): R {
    return next(this.#carrying(input));
  }

  signalWorkflow<I extends Call, R>(input: I, next: (input: I) => R): R {
    return next(this.#carrying(input));
  }

  continueAsNew<I extends Call, R>(input: I, next: (input: I) => R): R {
    return next(this.#carrying(input, (run) => run.continuation()));
  }

  #carrying<I extends Call>(input: I, carrier = (run: Run) => run.carrier(this.#current.handler)): I {
    const headers = safely(() => withCarrier(input.headers, carrier(this.#current.run)));
    return headers === undefined ? input : { ...input, headers };
  }
}
