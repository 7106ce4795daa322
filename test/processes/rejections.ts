/** Prints Node's events of rejected promises, in their order: `node rejections.ts traced|plain`. */
import { setImmediate } from 'node:timers/promises';
import { traced } from '../../index.js';
import { recordSpans } from '../../integrations/testing/index.js';

const recorder = recordSpans();
const wrap = process.argv[2] === 'traced' ? traced : <F>(fn: F): F => fn;
const seen: string[] = [];
process.on('unhandledRejection', (reason) => seen.push(`unhandled: ${(reason as Error).message}`));
process.on('rejectionHandled', () => seen.push('handled later'));
process.on('warning', (warning) => seen.push(`warning: ${warning.name}`));

const reject = wrap(async (message: string): Promise<never> => {
  await Promise.resolve();
  throw new Error(message);
});
const rejected = wrap((message: string) => Promise.reject(new Error(message)));
const pages = wrap(async function* pages(message: string): AsyncGenerator<number> {
  throw new Error(message);
});
const callback = wrap((_message: string) => 1);

async function step(name: string, body: () => unknown): Promise<void> {
  seen.push(name);
  await body();
  await setImmediate();
  await setImmediate();
}

async function main(): Promise<void> {
  await step('never handled', () => void reject('one'));
  await step('never handled, not async', () => void rejected('two'));
  await step('handled at once', () => reject('three').catch(() => undefined));
  await step('handled in a race', () => Promise.race([reject('four'), reject('five')]).catch(() => undefined));
  await step('handled later', async () => {
    const promise = reject('six');
    await setImmediate();
    await setImmediate();
    promise.catch(() => undefined);
  });
  await step('never handled, a generator', () => void pages('seven').next());
  await step('handled, a generator', () =>
    pages('eight')
      .next()
      .catch(() => undefined),
  );
  await step('no rejection', () => callback('nine'));

  console.log(JSON.stringify({ seen, spans: recorder.spans.length, unfinished: recorder.unfinished.length }));
}

void main();
