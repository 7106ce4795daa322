/** Ends a response, also while its client is still sending the request. */
import type { ServerResponse } from 'node:http';
import { finished } from 'node:stream';

/** A bound on what a client may send after it was answered. */
export interface DrainBounds {
  readonly bytes: number;
  readonly milliseconds: number;
}

const DRAIN: DrainBounds = { bytes: 64 * 1024 * 1024, milliseconds: 10_000 };

/**
 * Writes the rest of a response whose head has its `Content-Length`, and ends it. What the client has not sent yet of
 * its body is discarded first: closing the connection under a client that sends would reset it, and most then report
 * a broken pipe instead of the answer. At a bound, the connection is closed.
 */
export function endResponse(response: ServerResponse, body?: Buffer, bounds: DrainBounds = DRAIN): void {
  const { req: request } = response;
  const { 'content-length': length = '0', 'transfer-encoding': transferEncoding } = request.headers;
  if (request.complete || (length === '0' && transferEncoding === undefined)) {
    response.end(body);
    return;
  }
  if (body === undefined) response.flushHeaders();
  else response.write(body);
  let drained = 0;
  const close = (): void => {
    request.off('data', count);
    request.socket.destroySoon();
  };
  const count = (chunk: Buffer): void => {
    drained += chunk.length;
    if (drained > bounds.bytes) close();
  };
  const timeout = setTimeout(close, bounds.milliseconds);
  finished(request, { writable: false }, () => {
    clearTimeout(timeout);
    response.end();
  });
  request.on('data', count).resume();
}
