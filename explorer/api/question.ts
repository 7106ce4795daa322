/** The description of a question. */
import type { Parameters } from './parameters.js';

/** A question, asked as `GET path`: `{…}` in the path are parameters, all others are in the query. */
export interface Question<P extends Parameters = Parameters> {
  readonly path: string;
  readonly summary: string;
  readonly parameters: P;
}

/** Describes a question, with the types of its parameters. */
export const question = <const P extends Parameters>(path: string, summary: string, parameters: P): Question<P> => ({
  path,
  summary,
  parameters,
});
