/** Bearer tokens, compared in constant time. */
import { createHash, timingSafeEqual } from 'node:crypto';

/** A digest, by which texts of any length are compared in the same time. */
export const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares a text with the token, in a time that reveals nothing about the token. */
export const isToken = (text: string, token: string): boolean => timingSafeEqual(digest(text), digest(token));

/** Returns the token of an `Authorization: Bearer …` header, if there is one. */
export const bearerToken = (authorization: string | undefined): string | undefined =>
  /^Bearer +(\S.*)$/i.exec(authorization ?? '')?.[1];

/** Checks an `Authorization` header; without a token to check against, any header will do. */
export const hasBearerToken = (authorization: string | undefined, token: string | undefined): boolean =>
  token === undefined || isToken(bearerToken(authorization) ?? '', token);
