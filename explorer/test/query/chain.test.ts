/** Causal chains: the critical path, and the waiting on it. */
import { ask, at, micros, spanOf, story, traceOf } from './story';
import { closeAll, openForTest } from '../store/folder';
import { link, span } from '../store/spans';

afterEach(closeAll);

const ms = (duration: number): bigint => BigInt(duration) * 1_000_000n;

test('The chain to a span goes back along links and callers to a first cause, and says where it waited', async () => {
  const store = await openForTest();
  await store.insert(story);
  const chain = await ask(store, 'chain', `trace=${traceOf(5)}`);
  expect(chain.steps.map((step) => [step.span.name, step.link?.relation, step.waitedBefore])).toEqual([
    ['POST', undefined, 0],
    ['place', undefined, 0],
    // of the two orders of the batch, the second was done last
    ['process', 'batch_item', 86_000],
    ['fulfil', undefined, 0],
    ['retry', 'retry_of', 850_000],
    ['bury', 'dead_letter_of', 1_900_000],
  ]);
  expect(chain.steps[0]?.span.traceId).toBe(traceOf(2));
  // from 5 ms to 3,010 ms, never the sum of the durations
  expect([chain.elapsed, chain.waited, chain.isCut]).toEqual([3_005_000, 2_836_000, false]);
  expect(chain.traces.map(({ traceId }) => traceId)).toEqual([traceOf(2), traceOf(3), traceOf(4), traceOf(5)]);
});

test('A chain may be asked for to the last of all that a span led to', async () => {
  const store = await openForTest();
  await store.insert(story);
  const chain = await ask(store, 'chain', `trace=${traceOf(3)}&span=${spanOf(0x32)}&end=last`);
  expect(chain.steps.at(-1)?.span.name).toBe('bury');
  const alone = await ask(store, 'chain', `trace=${traceOf(9)}&end=last`);
  expect(alone.steps.map((step) => step.span.name)).toEqual(['ping']);
});

test('An effect that began before its cause ended, or even began, waited for nothing', async () => {
  const store = await openForTest();
  await store.insert([
    span(1, 1, { time: at(100), duration: ms(100) }),
    span(2, 2, { time: at(150), duration: ms(10), links: [link(1, 1)] }),
    // the clock of its machine is behind
    span(3, 3, { time: at(50), duration: ms(10), links: [link(2, 2)] }),
  ]);
  const chain = await ask(store, 'chain', `trace=${traceOf(3)}`);
  expect(chain.steps.map((step) => [step.span.start, step.waitedBefore])).toEqual([
    [micros(100), 0],
    [micros(150), 0],
    [micros(50), 0],
  ]);
  expect([chain.elapsed, chain.waited]).toEqual([0, 0]);
});

test('Links in a cycle end the chain', async () => {
  const store = await openForTest();
  await store.insert([span(1, 1, { links: [link(2, 2), link(1, 1)] }), span(2, 2, { links: [link(1, 1)] })]);
  const chain = await ask(store, 'chain', `trace=${traceOf(2)}`);
  expect(chain.steps.map((step) => step.span.spanId)).toEqual([spanOf(1), spanOf(2)]);
  await expect(ask(store, 'chain', `trace=${traceOf(2)}&span=${spanOf(9)}`)).rejects.toThrow('was not received');
});

test('A chain is cut at the hops asked for, and says so', async () => {
  const store = await openForTest();
  await store.insert(story);
  const chain = await ask(store, 'chain', `trace=${traceOf(5)}&hops=1`);
  expect(chain.steps.map((step) => step.span.name)).toEqual(['retry', 'bury']);
  expect(chain.isCut).toBe(true);
});
