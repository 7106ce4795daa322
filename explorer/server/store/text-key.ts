/** Keys of maps for texts that senders choose. */
import { createHash } from 'node:crypto';

/** The length from which on a text is known by its digest. */
const LONG = 1024;

/**
 * Returns a key that is the same for the same text, or the same bytes. The runtime hashes long strings by their length
 * alone, so that a map of many would compare each with all others.
 */
export function textKey(text: string | Buffer): string {
  // no shorter text is as long as that of a digest
  if (text.length >= LONG) return createHash('sha256').update(text).digest('base64').padEnd(LONG);
  return typeof text === 'string' ? text : text.toString('latin1');
}
