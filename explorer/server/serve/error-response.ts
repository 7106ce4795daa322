/** What a failed question is answered with. */
import { QuestionError } from '../../api/parameters.js';
import { NotFoundError } from '../store/store-reader.js';
import { AccessError } from './access.js';

export interface Failure {
  readonly status: number;
  readonly error: string;
}

// codes of ClickHouse
const TOO_SLOW = '159';
const OUT_OF_MEMORY = '241';

export function failureOf(error: unknown): Failure {
  if (error instanceof QuestionError) return { status: 400, error: error.message };
  if (error instanceof NotFoundError) return { status: 404, error: error.message };
  if (error instanceof AccessError) return { status: error.status, error: error.message };
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === TOO_SLOW)
    return {
      status: 503,
      error: 'This took too long and was stopped. Ask for less: a shorter time (since, until), a service, fewer hops.',
    };
  if (code === OUT_OF_MEMORY)
    return {
      status: 503,
      error:
        'This takes more memory than the engine has. Ask for less: a shorter time (since, until), a service, fewer hops.',
    };
  return { status: 500, error: `The store failed: ${error instanceof Error ? error.message : String(error)}` };
}
