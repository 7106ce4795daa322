/** Which question a path asks. */
import { QUESTIONS } from '../../api/questions.js';
import type { QuestionName } from '../../api/questions.js';
import { QuestionError } from '../../api/parameters.js';

/** A question, and the parameters that its path holds. */
export interface Route {
  readonly name: QuestionName;
  readonly inPath: Readonly<Record<string, string>>;
}

const ROUTES = Object.entries(QUESTIONS).map(([name, { path }]) => ({
  // the keys of QUESTIONS are what QuestionName is made of
  name: name as QuestionName,
  segments: path.split('/'),
}));

/** The route of a path; nothing where no question has it. Throws a `QuestionError` where it is badly escaped. */
export function routeOf(path: string): Route | undefined {
  const given = path.split('/');
  for (const { name, segments } of ROUTES) {
    if (segments.length !== given.length) continue;
    const inPath: Record<string, string> = {};
    const matches = segments.every((segment, index) => {
      const text = given[index] ?? '';
      if (!segment.startsWith('{')) return segment === text;
      inPath[segment.slice(1, -1)] = unescape(text);
      return text !== '';
    });
    if (matches) return { name, inPath };
  }
  return undefined;
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new QuestionError(`"${text.slice(0, 80)}" is badly escaped: write "%" as "%25".`);
  }
}
