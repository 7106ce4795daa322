/**
 * Access to the explorer: pages of other sites have none, neither directly nor under a name that they point here (DNS
 * rebinding).
 */
import type { IncomingMessage } from 'node:http';
import { bearerToken, isToken } from '../http/token.js';
import { HttpError } from './http-error.js';
import { hasTokenCookie } from './token-cookie.js';

export interface Access {
  /** The address that is listened on, which requests may name. */
  readonly host: string;
  /** Required as `Authorization: Bearer …`, or in the cookie that the page's address with `?token=…` sets. */
  readonly token?: string;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);

/** Returns true if only programs of this machine reach the address. */
export const isLoopback = (host: string): boolean => LOOPBACK.has(host) || /^127(\.\d{1,3}){3}$/.test(host);

/**
 * Throws an {@link HttpError} if the request must not be answered.
 *
 * @param host the host and port that the request is for
 */
export function checkAccess(request: IncomingMessage, host: string, access: Access): void {
  const name = host.replace(/:\d*$/, '').toLowerCase();
  // with a token, another name is of no use to its owner, who has neither the token nor, for that name, the cookie
  if (access.token === undefined && !isLoopback(name) && name !== access.host.toLowerCase()) {
    throw new HttpError(
      403,
      `This explorer answers at 127.0.0.1 and localhost, and was asked for as "${name.slice(0, 80)}". ` +
        'Open it there, or start it with --token.',
    );
  }
  checkOrigin(request, host);
  if (access.token !== undefined && !hasToken(request, access.token)) {
    throw new HttpError(
      401,
      'This explorer was started with --token. Open the address that it printed, which ends in ?token=…, ' +
        'or send "Authorization: Bearer <token>".',
    );
  }
}

function checkOrigin({ headers, method }: IncomingMessage, host: string): void {
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    throw new HttpError(403, `Pages of other sites may not read this explorer, and ${origin.slice(0, 80)} is another.`);
  }
  // browsers set this even if they leave out the origin; links from other sites are allowed
  const site = headers['sec-fetch-site'];
  const isNavigation =
    headers['sec-fetch-mode'] === 'navigate' &&
    (method === 'GET' || method === 'HEAD') &&
    headers['sec-fetch-dest'] === 'document';
  if ((site === 'cross-site' || site === 'same-site') && !isNavigation)
    throw new HttpError(403, 'Pages of other sites may not read this explorer.');
}

function hasToken(request: IncomingMessage, token: string): boolean {
  const bearer = bearerToken(request.headers.authorization);
  return bearer === undefined ? hasTokenCookie(request, token) : isToken(bearer, token);
}
