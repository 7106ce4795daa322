/** Attributes that a batch adds to the span which reads it. */
import type { Attributes } from '@opentelemetry/api';

/** Under which symbol a function of link attributes holds the one that describes the whole batch. */
const BATCH = Symbol.for('spanlink.batch-attributes');

/** Describes a batch by the number of its items. */
export type DescribeBatch = (items: number) => Attributes;

/** Returns the function of link attributes, which from now on describes the span of a batch as well. */
export function describingBatch<Describe extends (...args: never[]) => unknown>(
  describe: Describe,
  describeBatch: DescribeBatch,
): Describe {
  return Object.defineProperty(describe, BATCH, { value: describeBatch });
}

/** Returns what describes the batch beside its items. */
export function batchDescriber(attributes: unknown): DescribeBatch | undefined {
  // its own, as a proxy may have anything under any name
  return typeof attributes === 'function'
    ? (Object.getOwnPropertyDescriptor(attributes, BATCH)?.value as DescribeBatch | undefined)
    : undefined;
}
