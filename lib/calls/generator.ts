/** Follows a generator, sync or async, to its end. */
import { types } from 'node:util';
import { context } from '@opentelemetry/api';
import { endWhenCollected } from './finalization.js';
import type { StartedSpan } from '../spans/started-span.js';
import type { Call } from '../spans/span-plan.js';
import { fail, succeed } from './end.js';

/** What both kinds of generator object can do. */
export type GeneratorObject = Record<Step, (value?: unknown) => unknown>;

type Step = 'next' | 'return' | 'throw';

/**
 * Makes the span active in every step of the generator, and ends it on its return, throw or `break`. With `start`, the
 * span starts at the first `next`. The generator stays the object it was: its three methods are replaced on it.
 */
export function followGenerator(call: Call, generator: GeneratorObject, start?: (isNext: boolean) => void): void {
  let isFresh = start !== undefined;
  if (!isFresh) endWhenCollected(generator, call);
  for (const step of ['next', 'return', 'throw'] as const) {
    const original = generator[step];
    const value = function (this: unknown, ...args: [unknown?]): unknown {
      if (isFresh) {
        // one that ends before it began has no span
        start?.(step === 'next');
        endWhenCollected(generator, call);
      }
      isFresh = false;
      return call.open === undefined
        ? original.apply(this, args)
        : takeStep(call, call.open, () => original.apply(this, args));
    };
    Object.defineProperty(generator, step, { value, configurable: true, writable: true });
  }
}

function takeStep(call: Call, open: StartedSpan, step: () => unknown): unknown {
  try {
    const result = context.with(open, step);
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
