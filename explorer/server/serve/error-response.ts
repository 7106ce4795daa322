/** The response to a request that failed. */
import { QuestionError } from '../../api/parameters.js';
import { NotFoundError } from '../query/questions/not-found-error.js';
import { TooLargeError } from '../store/store-reader.js';
import { HttpError } from './http-error.js';

export interface ErrorResponse {
  readonly status: number;
  readonly error: string;
  readonly headers?: Readonly<Record<string, string>>;
}

// ClickHouse's error code
const TIMEOUT_EXCEEDED = '159';
const ASK_FOR_LESS = 'Ask for less: a shorter time (since, until), a service, fewer hops.';

export function toErrorResponse(error: unknown): ErrorResponse {
  if (error instanceof HttpError) return { status: error.status, error: error.message, headers: error.headers };
  if (error instanceof QuestionError) return { status: 400, error: error.message };
  if (error instanceof NotFoundError) return { status: 404, error: error.message };
  if (error instanceof TooLargeError) return { status: 503, error: `${error.message} ${ASK_FOR_LESS}` };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === TIMEOUT_EXCEEDED) return { status: 503, error: `This took too long and was stopped. ${ASK_FOR_LESS}` };
  return { status: 500, error: `The store failed: ${error instanceof Error ? error.message : String(error)}` };
}
