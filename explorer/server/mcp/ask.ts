/** How the tools ask. */
import type { Answers } from '../../api/answers-by-question.js';
import { writeQuestion } from '../../api/questions.js';
import type { AskedOf, QuestionName, Written } from '../../api/questions.js';

/**
 * Answers the question at a path of the API, `/api/graph?trace=…`.
 *
 * @throws an error whose message says what is wrong with the question, or that nothing was found
 */
export type AskPath = (path: string, signal: AbortSignal) => Promise<unknown>;

/** Asks a question by name. */
export const ask = async <N extends QuestionName>(
  askPath: AskPath,
  name: N,
  values: { readonly [K in keyof AskedOf<N>]?: Written },
  signal: AbortSignal,
): Promise<Answers[N]> =>
  // the path names the question, and its answer is of that type
  (await askPath(writeQuestion(name, values), signal)) as Answers[N];
