/** The answer to a query of the API, for a component. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { unreachable, type Answers, type Params, type QueryName } from './api-client.js';
import { answerQuery } from './queries.js';

export interface UseAnswerOptions {
  readonly enabled?: boolean;
  /** Shows the previous answer while the next one is loading. */
  readonly keepPrevious?: boolean;
  /** Milliseconds after which the query is sent again. */
  readonly refetchInterval?: number;
}

export interface AnswerState<T> {
  readonly data: T | undefined;
  readonly error: Error | null;
  readonly isPending: boolean;
  /** True if the data is the answer to the previous query. */
  readonly isPrevious: boolean;
  readonly refetch: () => unknown;
}

/**
 * Sends a query, and keeps its answer as long as the component is mounted. An explorer that cannot be reached is
 * reported as an error at once, although the query is still retried.
 */
export function useAnswer<N extends QueryName>(
  name: N,
  params: Params<N>,
  { enabled = true, keepPrevious = false, refetchInterval }: UseAnswerOptions = {},
): AnswerState<Answers[N]> {
  const { data, error, failureReason, isPending, isPlaceholderData, refetch } = useQuery({
    ...answerQuery(name, params),
    enabled,
    ...(keepPrevious ? { placeholderData: keepPreviousData as never } : {}),
    ...(refetchInterval === undefined ? {} : { refetchInterval }),
  });
  const visibleError = error ?? unreachable(failureReason);
  return {
    data,
    error: visibleError,
    isPending: isPending && visibleError === null,
    isPrevious: isPlaceholderData,
    refetch,
  };
}
