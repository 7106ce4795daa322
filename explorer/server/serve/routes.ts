/** The paths of the API, and the questions that they ask. */
import { QuestionError } from '../../api/parameters.js';
import { QUESTIONS } from '../../api/questions.js';
import type { QuestionName } from '../../api/questions.js';

/** A question, with the parameters in its path. */
export interface Route {
  readonly name: QuestionName;
  readonly inPath: Readonly<Record<string, string>>;
}

const ROUTES = Object.entries(QUESTIONS).map(([name, { path }]) => ({
  // QuestionName is the keys of QUESTIONS
  name: name as QuestionName,
  segments: path.split('/'),
}));

export const isApiPath = (path: string): boolean => path === '/api' || path.startsWith('/api/');

/** Returns the route of a path, if a question has it. Throws a `QuestionError` if the path is badly escaped. */
export function matchRoute(path: string): Route | undefined {
  const pathSegments = path.split('/');
  for (const { name, segments } of ROUTES) {
    if (segments.length !== pathSegments.length) continue;
    const inPath: Record<string, string> = {};
    const matches = segments.every((segment, index) => {
      const text = pathSegments[index] ?? '';
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
