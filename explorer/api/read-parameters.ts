/** Reads the parameters of a question from a URL. */
import { QuestionError } from './parameters.js';
import type { Asked, Parameter, Parameters } from './parameters.js';

/**
 * Reads all parameters of a question.
 *
 * @param inPath the parameters in its path
 * @throws a {@link QuestionError} if a parameter is missing, wrong, unknown, or repeated
 */
export function readParameters<P extends Parameters>(
  question: string,
  parameters: P,
  query: URLSearchParams,
  inPath: Readonly<Record<string, string>> = {},
): Asked<P> {
  for (const key of query.keys()) {
    if (!Object.hasOwn(parameters, key) || Object.hasOwn(inPath, key)) {
      const known = Object.keys(parameters).filter((parameter) => !Object.hasOwn(inPath, parameter));
      throw new QuestionError(
        `"${key.slice(0, 80)}" is no parameter of "${question}", which takes ${known.join(', ') || 'none'}.`,
      );
    }
  }
  const read = ([key, parameter]: [string, Parameter<unknown>]): [string, unknown] => {
    const texts = Object.hasOwn(inPath, key) ? [inPath[key] ?? ''] : query.getAll(key);
    if (texts.length > 1 && !parameter.isRepeated)
      throw new QuestionError(`"${key}" is given ${String(texts.length)} times; give it once.`);
    return [key, parameter.read(texts, key)];
  };
  // every value has the type of its parameter, which the compiler cannot see through Object.entries
  return Object.fromEntries(Object.entries(parameters).map(read)) as Asked<P>;
}
