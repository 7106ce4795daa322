/** Follows an answer that is neither a generator nor a stream, and can be iterated: those of several clients. */
import { endWhenCollected } from '../../../lib/calls/finalization.js';
import { followGenerator, type GeneratorObject } from '../../../lib/calls/generator.js';
import type { Call } from '../../../lib/spans/span-plan.js';
import type { StartedSpan } from '../../../lib/spans/started-span.js';

type AsyncIterableObject = Record<symbol, (this: unknown) => GeneratorObject>;

/**
 * Ends the span with the first iteration of the object, or when nobody iterates it and it is collected.
 *
 * @returns the object; `undefined` for any other, and for one that takes no method.
 */
export function followAsyncIterable(call: Call, span: StartedSpan | undefined, value: object): object | undefined {
  try {
    const iterate: unknown = (value as AsyncIterableObject)[Symbol.asyncIterator];
    if (span === undefined || typeof iterate !== 'function') return undefined;
    let isFirst = true;
    Object.defineProperty(value, Symbol.asyncIterator, {
      value(this: unknown): GeneratorObject {
        const iterator = (iterate as () => GeneratorObject).call(this);
        if (isFirst && Object.isExtensible(iterator)) {
          isFirst = false;
          followGenerator(call, iterator, span);
        }
        return iterator;
      },
      configurable: true,
      writable: true,
    });
    endWhenCollected(value, span);
    return value;
  } catch {
    return undefined;
  }
}
