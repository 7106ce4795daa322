/** Sees the end of a web stream by its uses: each is as it was, and its outcome is looked at. */
import { types } from 'node:util';
import type { StreamEnd } from './node-stream.js';

type Settle = (end: StreamEnd) => void;
type Method = (this: unknown, ...args: unknown[]) => unknown;

/** A reader or a writer of a stream. */
interface Lock {
  readonly closed: Promise<unknown>;
  releaseLock(): void;
}

/** Calls back when the stream was read to its end, was cancelled, or failed. */
export function watchReadable(stream: ReadableStream, settle: Settle): void {
  replace(stream, 'getReader', (getReader) => watchLocks(getReader, settle));
  replace(stream, 'cancel', (cancel) => watchEnding(cancel, () => settle(undefined)));
  replace(stream, 'tee', (tee) => watchBranches(tee, settle));
  replace(
    stream,
    'pipeTo',
    (pipeTo) =>
      function (...args) {
        return watch(pipeTo.apply(this, args), settle);
      },
  );
  replace(stream, 'pipeThrough', pipeThroughPipeTo);
  for (const key of ['values', Symbol.asyncIterator])
    replace(stream, key, (iterate) => watchIterators(iterate, settle));
}

/** Calls back when all was written, or the stream was aborted, or failed. */
export function watchWritable(stream: WritableStream, settle: Settle): void {
  replace(stream, 'getWriter', (getWriter) => watchLocks(getWriter, settle));
  replace(stream, 'close', (close) => watchEnding(close, settle));
  replace(stream, 'abort', (abort) =>
    watchEnding(abort, (_, [error]) => settle(error === undefined ? undefined : { error })),
  );
}

function replace(owner: object, key: PropertyKey, make: (original: Method) => Method): void {
  const original = (owner as Record<PropertyKey, unknown>)[key];
  if (typeof original !== 'function') return;
  Object.defineProperty(owner, key, { value: make(original as Method), configurable: true, writable: true });
}

/** Looks at the outcome of a promise, which is given back as it is. */
function watch(result: unknown, settle: Settle): unknown {
  if (types.isPromise(result)) {
    result.then(
      () => settle(undefined),
      (error: unknown) => settle({ error }),
    );
  }
  return result;
}

/** A reader or a writer that is given back leaves the stream as it is. */
function watchLocks(getLock: Method, settle: Settle): Method {
  return function (...args) {
    const lock = getLock.apply(this, args) as Lock;
    let isReleased = false;
    replace(
      lock,
      'releaseLock',
      (release) =>
        function () {
          isReleased = true;
          return release.call(this);
        },
    );
    watch(lock.closed, (end) => {
      if (end === undefined || !isReleased) settle(end);
    });
    return lock;
  };
}

/** A method that ends the stream, unless another has locked it. */
function watchEnding(method: Method, ended: (end: StreamEnd, args: unknown[]) => void): Method {
  return function (...args) {
    const { locked } = this as ReadableStream;
    const result = method.apply(this, args);
    if (!locked) watch(result, (end) => ended(end, args));
    return result;
  };
}

/** The stream ends when both of its branches have. */
function watchBranches(tee: Method, settle: Settle): Method {
  return function (...args) {
    const branches = tee.apply(this, args) as ReadableStream[];
    const open = new Set(branches);
    for (const branch of branches) {
      watchReadable(branch, (end) => {
        open.delete(branch);
        if (end !== undefined || open.size === 0) settle(end);
      });
    }
    return branches;
  };
}

/** The same as the standard says, so that `pipeTo` shows its end; what it refuses is left to the original. */
function pipeThroughPipeTo(pipeThrough: Method): Method {
  return function (...args) {
    const stream = this as ReadableStream;
    const [pair, options] = args as [Partial<ReadableWritablePair> | undefined, StreamPipeOptions?];
    const { readable, writable } = pair ?? {};
    if (stream.locked || readable === undefined || writable?.locked !== false) return pipeThrough.apply(this, args);
    stream.pipeTo(writable, options).catch(() => undefined);
    return readable;
  };
}

/** An iterator that is left cancels the stream, unless it was asked not to. */
function watchIterators(iterate: Method, settle: Settle): Method {
  return function (...args) {
    const iterator = iterate.apply(this, args) as object;
    const { preventCancel } = (args[0] ?? {}) as ReadableStreamIteratorOptions;
    replace(
      iterator,
      'next',
      (next) =>
        function (...sent) {
          const step = next.apply(this, sent) as Promise<IteratorResult<unknown>>;
          step.then(
            ({ done }) => done && settle(undefined),
            (error: unknown) => settle({ error }),
          );
          return step;
        },
    );
    replace(
      iterator,
      'return',
      (leave) =>
        function (...sent) {
          return preventCancel ? leave.apply(this, sent) : watch(leave.apply(this, sent), () => settle(undefined));
        },
    );
    return iterator;
  };
}
