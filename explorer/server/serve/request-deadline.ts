/** A bound on the time in which requests arrive, other than those with files, which take as long as they take. */
import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream';

const DEADLINE = 30_000;

/** Closes the connection of a request whose body does not arrive in time. */
export function limitArrival(request: IncomingMessage): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
  if (length === '0' && encoding === undefined) return;
  const timer = setTimeout(() => request.socket.destroy(), DEADLINE);
  finished(request, { writable: false }, () => clearTimeout(timer));
  request.socket.once('close', () => clearTimeout(timer));
}
