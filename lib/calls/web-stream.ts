/** Finds the end of a web stream. */
import { finished } from 'node:stream';
import { warnOnce } from '../global/report.js';
import { hasMethods } from './members.js';
import type { StreamEnd } from './node-stream.js';
import { watchReadable, watchWritable } from './web-stream-uses.js';

/** A web stream of the runtime's, or of a polyfill. */
export type WebStream = ReadableStream | WritableStream;

/** Returns true for a readable or writable web stream. */
export function isWebStream(value: object): value is WebStream {
  if (!isReadable(value) && !hasMethods(value, 'getWriter', 'abort')) return false;
  const { [Symbol.toStringTag]: tag } = value as { [Symbol.toStringTag]?: unknown };
  return tag === 'ReadableStream' || tag === 'WritableStream';
}

function isReadable(value: object): value is ReadableStream {
  return hasMethods(value, 'getReader', 'cancel');
}

/**
 * Calls back once, at the end of the stream. Node knows the end of its own streams; that of others (workerd's, those of
 * a polyfill) is seen by the methods through which the stream is used.
 */
export function onceWebStreamEnded(stream: WebStream, settle: (end: StreamEnd) => void): void {
  try {
    finished(stream as unknown as NodeJS.ReadableStream, (error) => settle(error ? { error } : undefined));
  } catch (error) {
    warnOnce(
      'web streams',
      'do not tell their end here; their spans end by what their own methods show, ' +
        'and where the runtime reads a stream itself (new Response(stream)), when it is collected: pipe it through a ' +
        'TransformStream there',
      error,
    );
    if (isReadable(stream)) watchReadable(stream, settle);
    else watchWritable(stream, settle);
  }
}
