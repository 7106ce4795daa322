/** Lines on standard streams: where the reader has gone, they are no error of the process. */
import { Writable } from 'node:stream';
import { writeLine } from '../../../lib/global/write-line';

type Done = (error?: Error) => void;

/** A stream that keeps what it is to write until it is told what came of it. */
function slowStream(): { stream: Writable; errors: Error[]; waiting: Done[] } {
  const waiting: Done[] = [];
  const errors: Error[] = [];
  const stream = new Writable({ autoDestroy: false, write: (_line, _encoding, done) => void waiting.push(done) });
  return { stream, errors, waiting };
}

const listenersOf = (stream: Writable): number => stream.listenerCount('error');
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a line that fails after another has succeeded is no error of the process', async () => {
  const { stream, waiting } = slowStream();
  writeLine(stream, 'one');
  writeLine(stream, 'two');
  waiting.shift()?.();
  await turn();
  expect(listenersOf(stream)).toBe(1);
  waiting.shift()?.(new Error('closed'));
  await turn();
  await turn();
  expect(listenersOf(stream)).toBe(0);
});

test('who listens for errors of the stream hears of them as before', async () => {
  const { stream, errors, waiting } = slowStream();
  stream.on('error', (error) => errors.push(error));
  writeLine(stream, 'one');
  waiting.shift()?.(new Error('closed'));
  await turn();
  await turn();
  expect(errors).toEqual([new Error('closed')]);
  expect(listenersOf(stream)).toBe(1);
});

test('any number of lines on their way add one listener', () => {
  const { stream } = slowStream();
  for (let line = 0; line < 100; line++) writeLine(stream, `${line}`);
  expect(listenersOf(stream)).toBe(1);
});
