/** Follows a generator, sync or async, to its end. */
import { types } from 'node:util';
import { runIn } from '../spans/active-context.js';
import type { Call } from '../spans/span-plan.js';
import type { StartedSpan } from '../spans/started-span.js';
import { fail, succeed } from './end.js';
import { endWhenCollected } from './finalization.js';

/** The methods that both kinds of generator object have. */
export type GeneratorObject = Record<Step, (value?: unknown) => unknown>;

type Step = 'next' | 'return' | 'throw';

/** The beginning of a generator that has not run yet. */
export interface FreshGenerator {
  /** Starts the span, at the first `next`. */
  start(): StartedSpan | undefined;
  /** Called instead where the generator is ended before it began. */
  skip(): void;
}

/**
 * Makes the span active in every step of the generator, and ends it on its return, throw or `break`.
 *
 * @returns the generator.
 */
export function followGenerator(call: Call, generator: GeneratorObject, span: StartedSpan | undefined): object {
  endWhenCollected(generator, span);
  replaceSteps(generator, () => span, call);
  return generator;
}

/** Follows a generator that has not run yet: its span starts at the first `next`. */
export function followFreshGenerator(call: Call, generator: GeneratorObject, fresh: FreshGenerator): void {
  let span: StartedSpan | undefined;
  let isFresh = true;
  const spanOf = (step: Step): StartedSpan | undefined => {
    if (!isFresh) return span;
    isFresh = false;
    if (step === 'next') span = fresh.start();
    else fresh.skip();
    endWhenCollected(generator, span);
    return span;
  };
  replaceSteps(generator, spanOf, call);
}

/** The generator stays the object it was: its three methods are replaced on it. */
function replaceSteps(generator: GeneratorObject, spanOf: (step: Step) => StartedSpan | undefined, call: Call): void {
  for (const step of ['next', 'return', 'throw'] as const) {
    const original = generator[step];
    // an async generator that a compiler made has no `return` where its body's has none
    if (typeof original !== 'function') continue;
    const value = function (this: unknown, ...args: [unknown?]): unknown {
      const span = spanOf(step);
      return span === undefined ? original.apply(this, args) : takeStep(call, span, () => original.apply(this, args));
    };
    Object.defineProperty(generator, step, { value, configurable: true, writable: true });
  }
}

function takeStep(call: Call, span: StartedSpan, step: () => unknown): unknown {
  try {
    const result = runIn(span.context, step, undefined);
    if (!types.isPromise(result)) return endIfDone(call, span, result);
    return result.then(
      (settled) => endIfDone(call, span, settled),
      (error: unknown) => {
        fail(call, span, error);
        throw error;
      },
    );
  } catch (error) {
    fail(call, span, error);
    throw error;
  }
}

function endIfDone(call: Call, span: StartedSpan, result: unknown): unknown {
  const { done, value } = result as IteratorResult<unknown>;
  if (done) succeed(call, span, value);
  return result;
}
