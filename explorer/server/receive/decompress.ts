/** The compressions of bodies and messages. */
import { createGunzip, createInflate } from 'node:zlib';
import type { Gunzip, Inflate } from 'node:zlib';
import { ExportError } from './export-error.js';

// x-gzip is RFC 9110's older name, and zlib the one that the Collector takes for HTTP's deflate
const DECOMPRESSORS: Readonly<Record<string, () => Gunzip | Inflate>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  zlib: createInflate,
};

/**
 * Returns a decompressor for the encodings of a header, in which `identity` changes nothing (RFC 9110 §8.4); undefined
 * if there is no other.
 *
 * @throws an {@link ExportError} with the reason given, if the encoding is another, or one of several
 */
export function decompressor(
  encodings: string,
  header: string,
  reason: 'unsupportedMediaType' | 'unimplemented',
): Gunzip | Inflate | undefined {
  const names = encodings
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== 'identity' && name !== '');
  const [name] = names;
  if (name === undefined) return undefined;
  if (names.length === 1 && Object.hasOwn(DECOMPRESSORS, name)) return DECOMPRESSORS[name]?.();
  throw new ExportError(
    reason,
    `The explorer unpacks gzip or deflate, of a body that is packed once, and this has the ${header} ` +
      `${names.join(', ').slice(0, 40)}.`,
  );
}

/** Returns the error to report for one of reading a body: an {@link ExportError} if it could not be unpacked. */
export function unpackError(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && code.startsWith('Z_')
    ? new ExportError('invalidArgument', `The body could not be unpacked: ${message}.`, { cause: error })
    : error;
}
