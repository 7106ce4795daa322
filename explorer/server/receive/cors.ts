/** Which pages may send spans from a browser: those that this machine serves. */
import type { IncomingMessage, ServerResponse } from 'node:http';

const LOCAL = /^https?:\/\/(localhost|[a-z0-9.-]+\.localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** Whether a request is of no page, or of one that may send; then its answer can be read there (CORS). */
export function allowOrigin(request: IncomingMessage, response: ServerResponse): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return true;
  if (!LOCAL.test(origin)) return false;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Vary', 'Origin');
  if (request.method === 'OPTIONS') {
    response.setHeader('Access-Control-Allow-Methods', 'POST');
    response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Encoding, Content-Type');
    response.setHeader('Access-Control-Max-Age', '7200');
  }
  return true;
}
