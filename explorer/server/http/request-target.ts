/** The target of a request, in the forms that RFC 9112 (section 3.2) obliges a server to accept. */
import type { IncomingMessage } from 'node:http';
import { parseUrl } from '../parse-url.js';

export interface RequestTarget {
  /** The path, without dot segments and repeated slashes, and the query; its host means nothing. */
  readonly url: URL;
  /** The host and port that the request is for: those of an absolute target take precedence over `Host`. */
  readonly host: string;
  /** True for `OPTIONS *`, which asks about the server and no path. */
  readonly isServerWide: boolean;
}

/** Reads the target; returns undefined if it has none of the forms. */
export function readTarget({ url = '', method, headers }: IncomingMessage): RequestTarget | undefined {
  const isServerWide = url === '*' && method === 'OPTIONS';
  const isAbsolute = /^https?:\/\/[^/?#]/i.test(url);
  if (!isServerWide && !isAbsolute && !url.startsWith('/')) return undefined;
  // a path is appended, not resolved: two slashes at its start would name a host
  const text = isAbsolute ? url : `http://explorer${isServerWide ? '/' : url}`;
  const target = parseUrl(text);
  if (target === undefined) return undefined;
  const host = isAbsolute ? target.host : (headers.host ?? '');
  const path = target.pathname.replaceAll(/\/{2,}/g, '/');
  return { url: new URL(`http://explorer${path}${target.search}`), host, isServerWide };
}
