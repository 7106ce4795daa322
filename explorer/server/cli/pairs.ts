/** Reads the parameters of a question from the command line. */
import type { Question } from '../../api/questions.js';
import { UsageError } from './usage-error.js';

/** The parameters as texts: those in the path of the question, and all others. */
export interface Pairs {
  readonly inPath: Readonly<Record<string, string>>;
  readonly search: URLSearchParams;
}

/**
 * Reads `key=value` pairs. Throws a {@link UsageError} if one is none, or one of the path is missing.
 *
 * @param help the command that lists the keys
 */
export function readPairs(
  name: string,
  { path }: Pick<Question, 'path'>,
  pairs: readonly string[],
  help: string,
): Pairs {
  const inPath: Record<string, string> = {};
  const search = new URLSearchParams();
  for (const pair of pairs) {
    const separator = pair.indexOf('=');
    if (separator <= 0)
      throw new UsageError(`"${pair}" must be key=value. "spanlink-explorer ${help}" lists the keys.`);
    const [key, value] = [pair.slice(0, separator), pair.slice(separator + 1)];
    if (path.includes(`{${key}}`)) inPath[key] = value;
    else search.append(key, value);
  }
  const missing = [...path.matchAll(/\{(\w+)\}/g)]
    .map(([, key = '']) => key)
    .filter((key) => !Object.hasOwn(inPath, key));
  if (missing.length > 0) throw new UsageError(`${name} needs ${missing.map((key) => `${key}=…`).join(' and ')}.`);
  return { inPath, search };
}

/** Returns the path and query of a question that was read. */
export function pathOf({ path }: Pick<Question, 'path'>, { inPath, search }: Pairs): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(inPath[key] ?? ''));
  return search.size > 0 ? `${filled}?${search.toString()}` : filled;
}
