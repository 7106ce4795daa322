/** Explains what a source of links holds. */
import { explainSource, type Explanation } from '../../lib/debug/explanation.js';

/**
 * Explains what a source holds: the links that are made of it, or the places that were looked at, why nothing was
 * found there, and what to select instead. The text has the names of keys, never a value, and shortened ids. Never
 * throws, and empties no iterator.
 *
 * @example
 * ```ts
 * const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
 * console.log(String(explain({ id: 7, body: { traceparent } })));
 * // an object with keys id, body
 * //   holds no span context: no headers, no traceparent
 * //   did you mean (message) => message.body? it holds one
 * ```
 */
export function explain(source: unknown): Explanation {
  return explainSource(source);
}
