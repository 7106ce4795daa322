/** The options of a span among those of an operation. */
import type { SpanOptions } from '../../../lib/spans/span-options.js';
import type { OperationOptions } from './options.js';

/** Returns the options of the span; a missing option leaves that of a `@Span` on the same method as it is. */
export function spanOptionsOf({ kind, attributes, links, result, isError }: OperationOptions<never[]>): SpanOptions {
  return Object.fromEntries(
    Object.entries({ kind, attributes, links, result, isError }).filter(([, value]) => value !== undefined),
  );
}
