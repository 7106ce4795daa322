/** Takes requests in: what is held of them is stored with their spans, and noted once it is. */
import type { ArrivalLog } from './arrivals.js';
import { RequestHolder } from './held-requests.js';
import type { HeldRows } from './held-requests.js';
import type { KeepContext } from './keep-context.js';

export class Intake {
  readonly #context: KeepContext;
  readonly #holder: RequestHolder;
  readonly #log: ArrivalLog;

  /** @param log notes what has come */
  constructor(context: KeepContext, log: ArrivalLog) {
    this.#context = context;
    this.#holder = new RequestHolder(context.observer, context.rulesNumber);
    this.#log = log;
  }

  /** The number in the ids of fragments of this process. */
  get process(): bigint {
    return this.#holder.process;
  }

  /**
   * Takes a request in protobuf.
   *
   * @throws a `RangeError` if it is too large to be held
   */
  hold(request: Buffer): HeldRows {
    const underWay = this.#log.begin();
    try {
      const { received } = underWay;
      const { held, fragments } = this.#holder.split(request, received);
      return {
        fragments,
        end: (isStored) => {
          const { recent } = this.#context;
          if (isStored)
            for (const { traceId, spans, evidence } of held.parts) recent.add(traceId, spans, evidence, received);
          this.#log.end(underWay, isStored ? held : undefined);
        },
      };
    } catch (error) {
      this.#log.end(underWay);
      throw error;
    }
  }
}
