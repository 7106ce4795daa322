/** The parameters of questions as the JSON Schema of a tool. */
import type { Parameters } from '../../api/parameters.js';
import { count } from '../../api/parameters.js';

/** The tokens of an answer, which the caller bounds. */
export const TOKENS = {
  tokens: count('The tokens that the answer may take at most.', { min: 1000, max: 50_000, preset: 3000 }),
} as const satisfies Parameters;

/** Returns the schema of an object with these parameters. */
export const toolSchema = (parameters: Parameters): Record<string, unknown> => ({
  type: 'object',
  properties: Object.fromEntries(
    Object.entries(parameters).map(([key, { description, schema, isRepeated }]) => [
      key,
      isRepeated ? { type: 'array', items: schema, description } : { ...schema, description },
    ]),
  ),
  required: Object.entries(parameters).flatMap(([key, { isRequired }]) => (isRequired ? [key] : [])),
  additionalProperties: false,
});
