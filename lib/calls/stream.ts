/** Follows a Node or web stream to its end. */
import { reportFailure } from '../global/report.js';
import { type Call, siteOf } from '../spans/span-plan.js';
import type { StartedSpan } from '../spans/started-span.js';
import { fail, succeed } from './end.js';
import { cancelCollection, endWhenCollected } from './finalization.js';
import { endOf, isNodeStream, onceEnded, type StreamEnd } from './node-stream.js';
import { isWebStream, onceWebStreamEnded } from './web-stream.js';

/** A call that waits for the end of a stream. */
interface WaitingCall {
  readonly call: Call;
  readonly span: StartedSpan;
}

/** The calls that wait for one stream: it may live as long as the process, as a log does, and be returned each time. */
const WAITING_LIMIT = 1_000;

/** A stream may be returned many times, but is listened to once. */
const waiting = new WeakMap<object, Set<WaitingCall>>();

/**
 * Ends the span when the stream does, or, if nobody reads it, when it is collected. Nothing is read from it, and no
 * error of it is handled.
 *
 * @returns true if the span is taken care of; false for anything but a stream, for one that has ended well, and for one
 *   that as many calls wait for as may.
 */
export function followStream(call: Call, span: StartedSpan | undefined, stream: object): boolean {
  if (span === undefined) return false;
  try {
    if (isNodeStream(stream)) {
      const end = endOf(stream);
      if (end === undefined) return false;
      if (end === false) return wait({ call, span }, stream, onceEnded);
      fail(call, span, end.error);
      return true;
    }
    if (!isWebStream(stream)) return false;
    return wait({ call, span }, stream, onceWebStreamEnded);
  } catch (error) {
    reportFailure(siteOf(call), 'could not follow its stream; its span ends at the return', error);
    return false;
  }
}

/** Waits for the end of a stream. @returns false if too many calls do. */
function wait<Stream extends object>(
  waitingCall: WaitingCall,
  stream: Stream,
  onceEnded: (stream: Stream, settle: (end: StreamEnd) => void) => void,
): boolean {
  const known = waiting.get(stream);
  if (known !== undefined && known.size >= WAITING_LIMIT) return false;
  endWhenCollected(stream, waitingCall.span);
  if (known !== undefined) {
    known.add(waitingCall);
    return true;
  }
  const calls = new Set([waitingCall]);
  waiting.set(stream, calls);
  // last, as a stream that has ended may say so at once
  onceEnded(stream, (end) => settle(stream, calls, end));
  return true;
}

function settle(stream: object, calls: Set<WaitingCall>, end: StreamEnd): void {
  waiting.delete(stream);
  for (const { call, span } of calls) {
    cancelCollection(span);
    if (end === undefined) succeed(call, span, stream);
    else fail(call, span, end.error);
  }
  calls.clear();
}
