/** The cookie by which a browser has access, in exchange for the token in the page's address. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { digest, isToken } from '../http/token.js';
import type { Invitations } from './invitations.js';
import { isApiPath } from './routes.js';

/** The value of the cookie, which the receivers of spans would not accept. */
const cookieValue = (token: string): string => digest(`spanlink-explorer page ${token}`).toString('hex');

/** The name of the cookie; with the port, as all ports of a host share their cookies. */
const cookieName = (request: IncomingMessage): string => `spanlink-explorer-${request.socket.localPort ?? 0}`;

export function hasTokenCookie(request: IncomingMessage, token: string): boolean {
  const name = cookieName(request);
  const cookies = (request.headers.cookie ?? '').split(';').map((cookie) => cookie.trim().split('='));
  return cookies.some(([key, value = '']) => key === name && isToken(value, cookieValue(token)));
}

/**
 * Answers a page's address with `?token=…` or `?invitation=…`: sets the cookie, and redirects to the address without
 * it.
 *
 * @returns false for any other address
 */
export function exchangeToken(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  token: string | undefined,
  invitations: Invitations,
): boolean {
  const [urlToken, invitation] = [url.searchParams.get('token'), url.searchParams.get('invitation')];
  if (token === undefined || isApiPath(url.pathname)) return false;
  const isInvited = invitation !== null && invitations.redeem(invitation);
  if (!isInvited && (urlToken === null || !isToken(urlToken, token))) return false;
  for (const name of ['token', 'invitation']) url.searchParams.delete(name);
  response.writeHead(303, {
    'Set-Cookie': `${cookieName(request)}=${cookieValue(token)}; Path=/; HttpOnly; SameSite=Lax`,
    'Cache-Control': 'no-store',
    Location: `${url.pathname}${url.search}`,
  });
  response.end();
  return true;
}
