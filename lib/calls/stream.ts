/** Follows a Node or web stream to its end. */
import { errorMonitor } from 'node:events';
import { finished } from 'node:stream';
import type { Call } from '../spans/span-plan.js';
import { fail, succeed } from './end.js';

/** What a Node stream shows, also one of another copy of the stream module. */
interface NodeStream {
  pipe: unknown;
  on(event: string | symbol, listener: (error?: unknown) => void): unknown;
  readonly readable?: boolean;
  readonly destroyed?: boolean;
  readonly readableEnded?: boolean;
  readonly writableFinished?: boolean;
  readonly errored?: unknown;
}

/** The calls that wait for a stream, which may be returned many times but is listened to once. */
const waiting = new WeakMap<object, Set<Call>>();

/** Whether the value is a stream; its span ends when it does. Nothing is read from it, and no error of it handled. */
export function followStream(call: Call, value: object): boolean {
  try {
    if (isNodeStream(value)) return followNodeStream(call, value);
    if (!isWebStream(value)) return false;
    finished(value as unknown as NodeJS.ReadableStream, (error) => (error ? fail(call, error) : succeed(call, value)));
    return true;
  } catch {
    return false;
  }
}

function followNodeStream(call: Call, stream: NodeStream): boolean {
  if (stream.destroyed || stream.readableEnded || (stream.writableFinished && !stream.readable)) return false;
  const calls = waiting.get(stream);
  if (calls !== undefined) {
    calls.add(call);
    return true;
  }
  const current = new Set([call]);
  waiting.set(stream, current);
  const settle = (error: unknown): void => {
    for (const each of current) {
      if (error === undefined || error === null) succeed(each, stream);
      else fail(each, error);
    }
    current.clear();
  };
  // the monitor sees errors without handling them, so that an unhandled one still is
  stream.on(errorMonitor, settle);
  stream.on('close', () => settle(stream.errored));
  stream.on('end', () => settle(undefined));
  if (!stream.readable) stream.on('finish', () => settle(undefined));
  return true;
}

function isNodeStream(value: object): value is NodeStream {
  const { pipe, on } = value as Partial<NodeStream>;
  return typeof pipe === 'function' && typeof on === 'function';
}

function isWebStream(value: object): value is ReadableStream {
  const tag = (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return tag === 'ReadableStream' || tag === 'WritableStream';
}
