/**
 * Who may read: pages of other sites may not, neither directly nor by a name that they let point here (DNS rebinding).
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is refused; answered with this status. */
export class AccessError extends Error {
  override readonly name = 'AccessError';
  readonly status: 401 | 403;

  constructor(status: 401 | 403, message: string) {
    super(message);
    this.status = status;
  }
}

export interface Access {
  /** The address that is listened on, which may be asked for by that name. */
  readonly host: string;
  /** Has to be given as `Authorization: Bearer …`, or by the cookie that the page's address with `?token=…` sets. */
  readonly token?: string;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);

/** Whether only programs of this machine reach the address. */
export const isLoopback = (host: string): boolean => LOOPBACK.has(host) || /^127(\.\d{1,3}){3}$/.test(host);

/** Throws an {@link AccessError} where a request may not be answered. */
export function checkAccess(request: IncomingMessage, access: Access): void {
  const host = request.headers.host ?? '';
  const name = host.replace(/:\d*$/, '').toLowerCase();
  // with a token, a name that points here is of no use to its owner: he has neither the token nor, for that name, the
  // cookie
  if (access.token === undefined && !isLoopback(name) && name !== access.host.toLowerCase()) {
    throw new AccessError(
      403,
      `This explorer answers at 127.0.0.1 and localhost, and was asked for as "${name.slice(0, 80)}". Open it there, or start it with --token.`,
    );
  }
  checkOrigin(request, host);
  if (access.token !== undefined && !hasToken(request, access.token)) {
    throw new AccessError(
      401,
      'This explorer was started with --token. Open the address that it printed, which ends in ?token=…, or send "Authorization: Bearer <token>".',
    );
  }
}

function checkOrigin({ headers, method }: IncomingMessage, host: string): void {
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    throw new AccessError(
      403,
      `Pages of other sites may not read this explorer, and ${origin.slice(0, 80)} is another.`,
    );
  }
  // what browsers say themselves, also where they leave out the origin; a link from elsewhere may be followed
  const site = headers['sec-fetch-site'];
  const isFollowed =
    headers['sec-fetch-mode'] === 'navigate' &&
    (method === 'GET' || method === 'HEAD') &&
    headers['sec-fetch-dest'] === 'document';
  if ((site === 'cross-site' || site === 'same-site') && !isFollowed)
    throw new AccessError(403, 'Pages of other sites may not read this explorer.');
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Whether it is the token, in a time that tells nothing of it. */
export const isToken = (given: string, token: string): boolean => timingSafeEqual(digest(given), digest(token));

/** What the cookie holds: nothing that a receiver of spans would take. */
export const cookieValue = (token: string): string => digest(`spanlink-explorer page ${token}`).toString('hex');

/** Cookies are shared by all ports of a host. */
export const cookieName = (request: IncomingMessage): string => `spanlink-explorer-${request.socket.localPort ?? 0}`;

function hasToken(request: IncomingMessage, token: string): boolean {
  const [, bearer] = /^Bearer +(\S.*)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (bearer !== undefined) return isToken(bearer, token);
  const name = cookieName(request);
  const cookies = (request.headers.cookie ?? '').split(';').map((each) => each.trim().split('='));
  return cookies.some(([key, value = '']) => key === name && isToken(value, cookieValue(token)));
}
