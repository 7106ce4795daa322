/** CORS: lets pages of this machine, and those that are allowed by name, send spans from a browser. */
import type { IncomingMessage, ServerResponse } from 'node:http';

const LOCAL_ORIGIN = /^https?:\/\/(localhost|[a-z0-9.-]+\.localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,100}$/;
const HEADERS = ['Authorization', 'Content-Encoding', 'Content-Type'];

/**
 * Sets the CORS headers of a response to a page that may send spans.
 *
 * @param allowed the origins that may, besides local ones; `*` for any
 * @returns false if the request comes from any other page
 */
export function allowOrigin(request: IncomingMessage, response: ServerResponse, allowed: readonly string[]): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return true;
  response.setHeader('Vary', 'Origin');
  if (!LOCAL_ORIGIN.test(origin) && !allowed.includes('*') && !allowed.includes(origin.toLowerCase())) return false;
  response.setHeader('Access-Control-Allow-Origin', origin);
  // browsers send beacons with credentials; the receiver reads none but the token, which a page has to know
  response.setHeader('Access-Control-Allow-Credentials', 'true');
  if (request.method === 'OPTIONS') allowRequest(request, response);
  else response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
  return true;
}

/** Answers a preflight: spans may be sent, with any headers that the page wants to send with them. */
function allowRequest({ headers }: IncomingMessage, response: ServerResponse): void {
  const asked = String(headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => HEADER_NAME.test(name));
  const known = new Set(HEADERS.map((name) => name.toLowerCase()));
  const custom = asked.filter((name) => !known.has(name.toLowerCase())).slice(0, 50);
  response.setHeader('Vary', 'Origin, Access-Control-Request-Headers');
  response.setHeader('Access-Control-Allow-Methods', 'POST');
  response.setHeader('Access-Control-Allow-Headers', [...HEADERS, ...custom].join(', '));
  response.setHeader('Access-Control-Max-Age', '7200');
  // a page of the web that reaches a program of its own machine
  if (headers['access-control-request-private-network'] === 'true')
    response.setHeader('Access-Control-Allow-Private-Network', 'true');
}
