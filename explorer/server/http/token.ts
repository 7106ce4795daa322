/** Whether a sender knows the token. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** Checks `Authorization: Bearer …`, in a time that tells nothing of the token. */
export function hasToken(authorization: string | undefined, token: string | undefined): boolean {
  if (token === undefined) return true;
  const given = /^Bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? '';
  return timingSafeEqual(digest(given), digest(token));
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
