/** A context whose span starts when somebody needs it. */
import type { Context } from '@opentelemetry/api';

/**
 * What BullMQ makes active before it says which job it works on. Whoever asks it for anything but its owner starts the
 * span; until then all that is known of the job can be there when the span starts.
 */
export class LateContext implements Context {
  readonly #key: symbol;
  readonly #owner: { begin(): Context };

  constructor(key: symbol, owner: { begin(): Context }) {
    this.#key = key;
    this.#owner = owner;
  }

  getValue(key: symbol): unknown {
    return key === this.#key ? this.#owner : this.#owner.begin().getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return this.#owner.begin().setValue(key, value);
  }

  deleteValue(key: symbol): Context {
    return this.#owner.begin().deleteValue(key);
  }
}
