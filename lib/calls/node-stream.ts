/** Finds the end of a Node stream, of Node's own stream module or of another copy of it. */
import { errorMonitor } from 'node:events';
import { findMember, hasMethods } from './members.js';

/** The end of a stream's work: with an error, or `undefined` for a good one. */
export type StreamEnd = { readonly error: unknown } | undefined;

/** The members of a Node stream that are used; older copies of the stream module have not all of them. */
export interface NodeStream {
  on(event: string | symbol, listener: (error?: unknown) => void): unknown;
  removeListener(event: string | symbol, listener: (error?: unknown) => void): unknown;
  readonly readable?: boolean;
  readonly writable?: boolean;
  readonly destroyed?: boolean;
  readonly readableEnded?: boolean;
  readonly writableFinished?: boolean;
  readonly errored?: unknown;
  readonly connecting?: boolean;
  readonly remoteAddress?: unknown;
  readonly encrypted?: boolean;
  /** Of minipass. */
  readonly emittedEnd?: boolean;
  readonly _readableState?: StreamState & { readonly endEmitted?: boolean };
  readonly _writableState?: StreamState & { readonly finished?: boolean };
}

interface StreamState {
  readonly errored?: unknown;
  /** Of streamx. */
  readonly error?: unknown;
}

/**
 * Returns true for a stream. Builders of queries and of commands have `pipe` and `on` as well, so a stream is told by
 * the state that it keeps, or by the contract of its kind: that of HTTP's outgoing messages, which are writables of
 * their own, and that of the streams before Node 0.10, which libraries still make. A thenable is none, as it may do its
 * work only when asked to. No getter is called.
 */
export function isNodeStream(value: object): value is NodeStream {
  if (!hasMethods(value, 'on', 'removeListener') || findMember(value, 'then') !== undefined) return false;
  if (keeps(value, 'object', '_readableState', '_writableState')) return true;
  if (findMember(value, 'headersSent') !== undefined) return hasMethods(value, 'write', 'end', 'flushHeaders');
  return keeps(value, 'boolean', 'readable', 'writable') && hasMethods(value, 'pipe', 'destroy');
}

function keeps(value: object, type: 'object' | 'boolean', ...keys: string[]): boolean {
  return keys.some((key) => typeof (findMember(value, key)?.value ?? undefined) === type);
}

/**
 * Returns how the stream's work ended, if it has. A connection is open for others than the method that returns it,
 * so that its work ends once it is connected.
 *
 * @returns `false` where the work goes on.
 */
export function endOf(stream: NodeStream): StreamEnd | false {
  const errored = errorOf(stream);
  if (errored !== undefined) return errored;
  if (stream.destroyed) return undefined;
  if (isConnection(stream)) return stream.connecting ? false : undefined;
  const { readable, _readableState: reading, _writableState: writing } = stream;
  const isRead = stream.readableEnded ?? reading?.endEmitted ?? stream.emittedEnd;
  const isWritten = stream.writableFinished ?? writing?.finished;
  return isRead || (isWritten && !readable) ? undefined : false;
}

/** Calls back once, at the end of the stream's work. Nothing is read from it, and no error of it is handled. */
export function onceEnded(stream: NodeStream, settle: (end: StreamEnd) => void): void {
  const listeners = new Map<string | symbol, (error?: unknown) => void>();
  const end = (outcome: StreamEnd): void => {
    for (const [event, listener] of listeners) stream.removeListener(event, listener);
    settle(outcome);
  };
  // the monitor sees errors without handling them, so that an unhandled one still is
  listeners.set(errorMonitor, (error) => end({ error }));
  listeners.set('close', () => end(errorOf(stream)));
  if (isConnection(stream)) {
    listeners.set(stream.encrypted ? 'secureConnect' : 'connect', () => end(undefined));
  } else {
    listeners.set('end', () => end(undefined));
    if (!stream.readable) listeners.set('finish', () => end(undefined));
  }
  for (const [event, listener] of listeners) stream.on(event, listener);
}

/** Returns true for a socket on its way to, or at, another host; the pipes of a child process are sockets too. */
function isConnection(stream: NodeStream): boolean {
  return typeof stream.connecting === 'boolean' && (stream.connecting || typeof stream.remoteAddress === 'string');
}

function errorOf({ errored, _readableState: reading, _writableState: writing }: NodeStream): StreamEnd {
  const error = errored ?? reading?.errored ?? writing?.errored ?? reading?.error ?? writing?.error;
  return error === undefined || error === null || isNoError(error) ? undefined : { error };
}

/** Returns true for what streamx keeps of a stream that was destroyed without an error. */
function isNoError(error: unknown): boolean {
  return typeof error === 'object' && (error as { code?: unknown }).code === 'STREAM_DESTROYED';
}
