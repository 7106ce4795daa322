/** Work before the first step of an async generator, which the steps wait for. */
import type { GeneratorObject } from '../../../lib/calls/generator.js';

/**
 * Does the work when the first `next` is asked for; that step, and those that are asked for meanwhile, wait for it if
 * it takes time. Nothing is done for a generator that is ended before it began.
 *
 * @param before Returns a promise if it takes time; it never rejects.
 * @param step Takes a step of the generator.
 */
export function beforeFirstStep(
  generator: GeneratorObject,
  before: () => unknown,
  step: (take: () => unknown) => unknown = (take) => take(),
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
      const take = (): unknown => step(() => original.apply(this, args));
      return pending === undefined ? take() : pending.then(take);
    };
    Object.defineProperty(generator, name, { value, configurable: true, writable: true });
  }
}
