/** Prints the bytes that a call allocates without an SDK, in the least of some rounds of a million calls, as JSON. */
import { LinkFrom, Span, Traced, traced } from 'spanlink';
import { message } from '../fixtures/spans';

const CALLS = 1_000_000;
const ROUNDS = 12;

class Orders {
  total = 0;

  @LinkFrom(0, { relation: 'origin', attributes: () => ({ a: 1 }) })
  @Span('orders.add', { attributes: () => ({ b: 2 }), links: () => message(1) })
  add(_message: unknown, amount: number): number {
    return (this.total = amount);
  }
}

@Traced()
class Sums extends Orders {
  sum(amount: number): number {
    return (this.total = amount);
  }
}

const orders = new Orders();
const sums = new Sums();
const given = message(0);
const next = traced((amount: number) => amount + 1);
let kept: object = {};

const calls: Record<string, (n: number) => unknown> = {
  '@LinkFrom and @Span': (n) => orders.add(given, n),
  '@Traced': (n) => sums.sum(n),
  traced: (n) => next(n),
  // what is seen of a call that does allocate
  'an object': (n) => (kept = { n }),
};

function allocated(call: (n: number) => unknown): number {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < CALLS; n++) call(n);
  return (process.memoryUsage().heapUsed - before) / CALLS;
}

const least = Object.entries(calls).map(([name, call]) => {
  // the first rounds also compile
  const rounds = Array.from({ length: ROUNDS }, () => allocated(call));
  return [name, Math.min(...rounds)] as const;
});
console.log(JSON.stringify({ ...Object.fromEntries(least), kept: Object.keys(kept) }));
