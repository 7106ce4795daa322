/** Methods that return promises: many at once, nested, cached, and some that never settle. */
import { setImmediate } from 'node:timers/promises';
import { LinkFrom, Span } from 'spanlink';
import { concurrently, newMessage, repeat, type Workload } from '../workload';

class Fulfilment {
  readonly #known = new Map<number, Promise<number>>();

  @LinkFrom(0)
  async fulfil(message: unknown): Promise<number> {
    await Promise.resolve();
    const picked = await this.pick(message);
    return picked + (await this.pack());
  }

  @LinkFrom(0)
  async pick(_message: unknown): Promise<number> {
    await setImmediate();
    return 1;
  }

  @Span()
  async pack(): Promise<number> {
    return 1;
  }

  /** Without `async`, and the same promise for each of several calls. */
  @Span()
  price(article: number): Promise<number> {
    let known = this.#known.get(article);
    if (known === undefined) this.#known.set(article, (known = setImmediate(article)));
    return known;
  }

  @Span()
  query(): PromiseLike<number> {
    return { then: (settle) => Promise.resolve(1).then(settle) };
  }

  @Span()
  async wait(forever: Promise<void>): Promise<void> {
    await forever;
  }
}

export const promises: Workload = {
  kind: 'promises',
  async round() {
    const fulfilment = new Fulfilment();
    let calls = 0;
    for (let batch = 0; batch < 5; batch++) {
      calls += 3 * (await concurrently(300, () => fulfilment.fulfil(newMessage())));
      calls += await concurrently(300, (n) => fulfilment.price(Math.floor(n / 3)));
      calls += await concurrently(100, () => fulfilment.query());
    }
    return calls;
  },
};

const NEVER_SETTLED = 500;
const waiting: Promise<void>[] = [];

export const neverSettled: Workload = {
  kind: 'never-settled promises',
  round() {
    if (waiting.length > 0) return 0;
    const fulfilment = new Fulfilment();
    const forever = new Promise<void>(() => {});
    return repeat(NEVER_SETTLED, () => waiting.push(fulfilment.wait(forever)));
  },
  running: () => waiting.length,
};
