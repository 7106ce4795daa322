/** Follows a generator, sync or async, to its end. */
import { types } from 'node:util';
import type { SpanGuard } from './guard.js';
import type { Call } from './plan.js';
import { fail, succeed } from './settle.js';

/** What both kinds of generator object can do. */
export type GeneratorObject = Record<Step, (value?: unknown) => unknown>;

type Step = 'next' | 'return' | 'throw';

/** Set on the span of a generator that was left before its end, and collected. */
const ABANDONED = 'spanlink.abandoned';

let abandoned: FinalizationRegistry<SpanGuard> | undefined;

/**
 * Makes the span active in every step of the generator, and ends it on its return, throw or `break`. With `start`, the
 * span starts at the first `next`. The generator stays the object it was: its three methods are replaced on it.
 */
export function followGenerator(call: Call, generator: GeneratorObject, start?: () => unknown): void {
  const { guard } = call;
  let isOpen = start === undefined;
  if (isOpen) awaitCollection(generator, guard);
  for (const step of ['next', 'return', 'throw'] as const) {
    const original = generator[step];
    const value = function (this: unknown, ...args: [unknown?]): unknown {
      if (!isOpen && step === 'next') {
        start?.();
        awaitCollection(generator, guard);
      } else if (!isOpen) {
        // it ends without having begun: no span
        guard.complete();
      }
      isOpen = true;
      return takeStep(call, () => original.apply(this, args));
    };
    Object.defineProperty(generator, step, { value, configurable: true, writable: true });
  }
}

function takeStep(call: Call, step: () => unknown): unknown {
  try {
    const result = call.guard.run(step);
    if (!types.isPromise(result)) return close(call, result);
    return result.then(
      (settled) => close(call, settled),
      (error: unknown) => {
        fail(call, error);
        throw error;
      },
    );
  } catch (error) {
    fail(call, error);
    throw error;
  }
}

function close(call: Call, result: unknown): unknown {
  const { done, value } = result as IteratorResult<unknown>;
  if (done) succeed(call, value);
  return result;
}

function awaitCollection(generator: object, guard: SpanGuard): void {
  abandoned ??= new FinalizationRegistry((left) => {
    if (left.state === 'started') left.setAttribute(ABANDONED, true).complete();
  });
  abandoned.register(generator, guard);
}
