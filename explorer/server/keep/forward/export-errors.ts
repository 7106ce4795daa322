/** What exporters of both protocols say: who they are, and why an export did not get an answer. */
import { VERSION } from '../../version.js';

export const USER_AGENT = `spanlink-explorer/${VERSION}`;

/** Describes why there was no answer, in a clause about the receiver. */
export function reasonOf(error: unknown, timeout: number): string {
  const { name, code, message } = error as NodeJS.ErrnoException;
  if (name === 'TimeoutError' || name === 'AbortError') return `it did not answer within ${timeout} ms`;
  if (code === 'ECONNREFUSED') return 'it refuses the connection';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its name is not found';
  // if all addresses of a host refuse the connection, the message is empty
  return `the connection failed: ${message === '' ? (code ?? name) : message}`;
}
