/** Asks the explorer's API; what goes wrong becomes a message that says what to do. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Answers } from '../../api/answers-by-question.js';
import { writeQuestion, type AskedOf, type QuestionName, type Written } from '../../api/questions.js';

export type Params<N extends QuestionName> = { readonly [K in keyof AskedOf<N>]?: Written };

/** What the server refused, or that it could not be reached. */
export class ApiError extends Error {
  override readonly name = 'AskError';
  /** 0 where there was no answer. */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The path is relative: the page may be served under one of its own. */
export const answerUrl = <N extends QuestionName>(name: N, given: Params<N>): string =>
  `.${writeQuestion(name, given)}`;

/** Asks once. Throws an {@link ApiError}. */
export async function fetchAnswer<N extends QuestionName & keyof Answers>(
  name: N,
  given: Params<N>,
  signal?: AbortSignal,
): Promise<Answers[N]> {
  let response: Response;
  try {
    response = await fetch(answerUrl(name, given), {
      headers: { accept: 'application/json' },
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(
      0,
      'The explorer does not answer. Is it still running? Start it with “npx @spanlink/explorer”; this page then goes on by itself.',
    );
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok && body !== undefined) return body as Answers[N];
  const said =
    typeof body === 'object' && body !== null && 'error' in body && typeof body.error === 'string'
      ? body.error
      : undefined;
  throw new ApiError(
    response.status,
    said ?? `The explorer answered with status ${response.status}, and did not say why; its log may.`,
  );
}

export interface UseAnswerOptions {
  readonly enabled?: boolean;
  /** Shows the answer before, while the next one is on its way. */
  readonly keep?: boolean;
  /** Asks again after so many milliseconds. */
  readonly every?: number;
}

/** What is known so far. */
export interface Answer<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  readonly isPending: boolean;
  readonly refetch: () => unknown;
}

/**
 * Asks, and keeps the answer as long as it is shown. While the explorer does not answer that is an error, though it is
 * asked on.
 */
export function useAnswer<N extends QuestionName & keyof Answers>(
  name: N,
  given: Params<N>,
  { enabled = true, keep = false, every }: UseAnswerOptions = {},
): Answer<Answers[N]> {
  const { data, error, failureReason, isPending, refetch } = useQuery<Answers[N]>({
    queryKey: [name, answerUrl(name, given)],
    queryFn: ({ signal }) => fetchAnswer(name, given, signal),
    enabled,
    ...(keep ? { placeholderData: keepPreviousData as never } : {}),
    ...(every === undefined ? {} : { refetchInterval: every }),
  });
  const problem = error ?? unreachable(failureReason);
  return { data, error: problem, isPending: isPending && problem === null, refetch };
}

/** What failed because there was no answer at all. */
export const unreachable = (reason: Error | null): ApiError | null =>
  reason instanceof ApiError && reason.status === 0 ? reason : null;

/** Asks again only where that can help: what was asked wrongly stays wrong. */
export const retry = (failures: number, error: Error): boolean =>
  unreachable(error) !== null ? failures < 10_000 : failures < 1 && !(error instanceof ApiError && error.status < 500);
