/** Lines for a standard stream. The reader of such a stream may go before the process does. */
import { nextTurn } from './real-time.js';

/** The lines of each stream that are on their way. */
const pending = new WeakMap<NodeJS.WritableStream, number>();

/** Writes a line to a stream; one that nobody can read any more is lost, and is no error of the process. */
export function writeLine(stream: NodeJS.WritableStream, line: string): void {
  const before = pending.get(stream) ?? 0;
  if (before === 0) stream.on('error', ignore);
  pending.set(stream, before + 1);
  stream.write(`${line}\n`, (error) => {
    // a stream emits an error after it has told whoever wrote
    if (error) void nextTurn().then(() => settle(stream));
    else settle(stream);
  });
}

function settle(stream: NodeJS.WritableStream): void {
  const left = (pending.get(stream) ?? 1) - 1;
  pending.set(stream, left);
  if (left === 0) stream.removeListener('error', ignore);
}

function ignore(): void {
  // others may listen too
}
