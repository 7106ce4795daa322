/** The queries of the page, as TanStack Query takes them: the key and the function of a query are one value. */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { ApiError, fetchAnswer, queryUrl, unreachable, type Params, type QueryName } from './api-client.js';

/**
 * A query of the API, for `useQuery` and `useQueries`.
 *
 * @param name The name of the query, which is also the first part of its key.
 * @param params Its parameters. Two queries with the same URL are the same query.
 */
export const answerQuery = <N extends QueryName>(name: N, params: Params<N>) =>
  queryOptions({
    queryKey: [name, queryUrl(name, params)],
    queryFn: ({ signal }) => fetchAnswer(name, params, signal),
  });

/** Search results page by page, for `useInfiniteQuery`. */
export const searchQuery = (params: Params<'search'>) =>
  infiniteQueryOptions({
    queryKey: answerQuery('search', params).queryKey,
    queryFn: ({ pageParam, signal }) => fetchAnswer('search', { ...params, before: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
  });

/** Retries a query only if that can help: an invalid query stays invalid. */
export const shouldRetry = (failures: number, error: Error): boolean =>
  unreachable(error) !== null ? failures < 10_000 : failures < 1 && !(error instanceof ApiError && error.status < 500);
