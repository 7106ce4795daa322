/** Sends queries to the explorer's API. */
import { DRY_RUN, type TriedRulesAnswer } from '../../api/dry-run.js';
import type { Answers } from '../../api/answers-by-question.js';
import { writeQuestion, type AskedOf, type QuestionName, type Written } from '../../api/questions.js';

/** A query of the API that has a JSON answer. */
export type QueryName = QuestionName & keyof Answers;
export type Params<N extends QuestionName> = { readonly [K in keyof AskedOf<N>]?: Written };
export type { Answers };

/** The server refused a query, or could not be reached. The message says what to do. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The HTTP status; 0 if there was no response. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Returns the URL of a query. It is relative: the page may be served under a path of its own. */
export const queryUrl = <N extends QuestionName>(name: N, params: Params<N>): string =>
  `.${writeQuestion(name, params)}`;

/**
 * Sends a query once.
 *
 * @throws {@link ApiError} if there is no response, or none with an answer.
 */
export const fetchAnswer = <N extends QueryName>(
  name: N,
  params: Params<N>,
  signal?: AbortSignal,
): Promise<Answers[N]> => fetchJson(queryUrl(name, params), signal === undefined ? {} : { signal });

/**
 * Tries the text of a keep file, or the rules that run if it is blank.
 *
 * @param last What came in this time is tried: `24h`.
 * @throws {@link ApiError} as {@link fetchAnswer} does.
 */
export const tryRules = (text: string, last: string, signal: AbortSignal): Promise<TriedRulesAnswer> =>
  fetchJson(`.${DRY_RUN.path}?${new URLSearchParams({ last })}`, {
    method: 'POST',
    headers: { 'content-type': 'application/yaml' },
    body: text,
    signal,
  });

async function fetchJson<T>(url: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, { ...init, headers: { accept: 'application/json', ...init.headers } });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(
      0,
      'The explorer does not respond. If it has stopped, start it again with “npx @spanlink/explorer”; ' +
        'this page then reconnects by itself.',
    );
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body as T;
  const message =
    typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string'
      ? body.error
      : `The explorer responded with status ${response.status} and no reason. Its log may have one.`;
  throw new ApiError(response.status, message);
}

/** Returns the error if the server could not be reached at all, otherwise null. */
export const unreachable = (error: Error | null): ApiError | null =>
  error instanceof ApiError && error.status === 0 ? error : null;
