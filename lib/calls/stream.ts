/** Follows a Node or web stream to its end. */
import { errorMonitor } from 'node:events';
import { finished } from 'node:stream';
import type { Call } from '../spans/span-plan.js';
import type { StartedSpan } from '../spans/started-span.js';
import { fail, succeed } from './end.js';

/** The members of a Node stream that are used, also of another copy of the stream module. */
interface NodeStream {
  pipe: unknown;
  on(event: string | symbol, listener: (error?: unknown) => void): unknown;
  readonly readable?: boolean;
  readonly destroyed?: boolean;
  readonly readableEnded?: boolean;
  readonly writableFinished?: boolean;
  readonly errored?: unknown;
}

/** A call that waits for the end of a stream. */
interface WaitingCall {
  readonly call: Call;
  readonly span: StartedSpan | undefined;
}

/** A stream may be returned many times, but is listened to once. */
const waiting = new WeakMap<object, Set<WaitingCall>>();

/**
 * Ends the span when the stream does. Nothing is read from it, and no error of it is handled.
 *
 * @returns true if the value is a stream that has not ended.
 */
export function followStream(call: Call, span: StartedSpan | undefined, value: object): boolean {
  try {
    if (isNodeStream(value)) return followNodeStream({ call, span }, value);
    if (!isWebStream(value)) return false;
    finished(value as unknown as NodeJS.ReadableStream, (error) =>
      error ? fail(call, span, error) : succeed(call, span, value),
    );
    return true;
  } catch {
    return false;
  }
}

function followNodeStream(waitingCall: WaitingCall, stream: NodeStream): boolean {
  if (stream.destroyed || stream.readableEnded || (stream.writableFinished && !stream.readable)) return false;
  const calls = waiting.get(stream);
  if (calls !== undefined) {
    calls.add(waitingCall);
    return true;
  }
  const current = new Set([waitingCall]);
  waiting.set(stream, current);
  const settle = (error: unknown): void => {
    for (const { call, span } of current) {
      if (error === undefined || error === null) succeed(call, span, stream);
      else fail(call, span, error);
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
