/** Work before the first step of an async generator, which the steps wait for. */
import type { Context } from '@opentelemetry/api';
import type { GeneratorObject } from '../../../lib/calls/generator.js';
import { activeContext } from '../../../lib/spans/active-context.js';

/**
 * Does the work when the first `next` is asked for; that step, and those that are asked for meanwhile, wait for it if
 * it takes time. Nothing is done for a generator that is ended before it began.
 *
 * @param before Returns a promise if it takes time; it never rejects.
 * @param step Takes a step of the generator, for whoever asked for it in that context.
 */
export function beforeFirstStep(
  generator: GeneratorObject,
  before: () => unknown,
  step: (active: Context, take: () => unknown) => unknown = (_active, take) => take(),
): void {
  let isFresh = true;
  let pending: Promise<unknown> | undefined;
  for (const name of ['next', 'return', 'throw'] as const) {
    const original = generator[name];
    const value = function (this: unknown, ...args: [unknown?]): unknown {
      if (isFresh) {
        isFresh = false;
        const work = name === 'next' ? before() : undefined;
        if (work instanceof Promise) pending = work.then(() => (pending = undefined));
      }
      const active = activeContext();
      const take = (): unknown => step(active, () => original.apply(this, args));
      return pending === undefined ? take() : pending.then(take);
    };
    Object.defineProperty(generator, name, { value, configurable: true, writable: true });
  }
}
