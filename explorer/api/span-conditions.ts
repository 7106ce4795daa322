/** The parameters of a search that are conditions on spans: on the span itself, or on one at the other end of links. */
import { attributes } from './attribute-conditions.js';
import { choice, duration, spanId, text, traceId } from './parameters.js';
import type { Parameters } from './parameters.js';

/** Conditions on a span. */
export const spanConditions = {
  service: text('The name of its service.'),
  name: text('Its name; `*` stands for any characters.'),
  status: choice('Its status.', ['unset', 'ok', 'error']),
  minDuration: duration('It took at least this long.'),
  maxDuration: duration('It took at most this long.'),
  attribute: attributes('Attributes of the span, or of its resource.'),
};

/** Conditions on a span at the other end of links, which may also be named. */
export const linkedSpanConditions = {
  ...spanConditions,
  trace: traceId('Its trace.'),
  span: spanId('Its id, together with its trace.'),
};

type Prefixed<X extends string, P extends Parameters> = { readonly [K in keyof P & string as `${X}.${K}`]: P[K] };

/** Prefixes the names of parameters with `prefix.`, and their descriptions with a text. */
export const prefixed = <X extends string, P extends Parameters>(
  prefix: X,
  parameters: P,
  descriptionPrefix: string,
): Prefixed<X, P> =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [
      `${prefix}.${name}`,
      { ...parameter, description: `${descriptionPrefix} ${parameter.description}` },
    ]),
  ) as unknown as Prefixed<X, P>;
