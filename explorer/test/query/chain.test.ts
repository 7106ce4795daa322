/** Causal chains: the critical path, and its waiting. */
import { ask, nanosAt, microsAt, story } from './story';
import { closeAll, openForTest } from '../store/folder';
import { link, span, spanIdOf, traceIdOf } from '../store/spans';

afterEach(closeAll);

const ms = (duration: number): bigint => BigInt(duration) * 1_000_000n;

test('A chain goes back along links and callers to a first cause, and tells how long it waited', async () => {
  const store = await openForTest();
  await store.insert(story);
  const chain = await ask(store, 'chain', `trace=${traceIdOf(5)}`);
  expect(chain.steps.map((step) => [step.span.name, step.link?.relation, step.waitedBefore])).toEqual([
    ['POST', undefined, 0],
    ['place', undefined, 0],
    // the second of the two orders in the batch was placed last
    ['process', 'batch_item', 86_000],
    ['fulfil', undefined, 0],
    ['retry', 'retry_of', 850_000],
    ['bury', 'dead_letter_of', 1_900_000],
  ]);
  expect(chain.steps[0]?.span.traceId).toBe(traceIdOf(2));
  // from 5 ms to 3,010 ms, never the sum of the durations
  expect([chain.elapsed, chain.waited, chain.isCut]).toEqual([3_005_000, 2_836_000, false]);
  expect(chain.traces.map(({ traceId }) => traceId)).toEqual([traceIdOf(2), traceIdOf(3), traceIdOf(4), traceIdOf(5)]);
});

test('A chain with end=last ends with the last of all effects of a span', async () => {
  const store = await openForTest();
  await store.insert(story);
  const chain = await ask(store, 'chain', `trace=${traceIdOf(3)}&span=${spanIdOf(0x32)}&end=last`);
  expect(chain.steps.at(-1)?.span.name).toBe('bury');
  const alone = await ask(store, 'chain', `trace=${traceIdOf(9)}&end=last`);
  expect(alone.steps.map((step) => step.span.name)).toEqual(['ping']);
});

test('An effect that started before the end of its cause, or even before its start, did not wait', async () => {
  const store = await openForTest();
  await store.insert([
    span(1, 1, { time: nanosAt(100), duration: ms(100) }),
    span(2, 2, { time: nanosAt(150), duration: ms(10), links: [link(1, 1)] }),
    // the clock of its machine is behind
    span(3, 3, { time: nanosAt(50), duration: ms(10), links: [link(2, 2)] }),
  ]);
  const chain = await ask(store, 'chain', `trace=${traceIdOf(3)}`);
  expect(chain.steps.map((step) => [step.span.start, step.waitedBefore])).toEqual([
    [microsAt(100), 0],
    [microsAt(150), 0],
    [microsAt(50), 0],
  ]);
  expect([chain.elapsed, chain.waited]).toEqual([0, 0]);
});

test('A chain ends at a cycle of links', async () => {
  const store = await openForTest();
  await store.insert([span(1, 1, { links: [link(2, 2), link(1, 1)] }), span(2, 2, { links: [link(1, 1)] })]);
  const chain = await ask(store, 'chain', `trace=${traceIdOf(2)}`);
  expect(chain.steps.map((step) => step.span.spanId)).toEqual([spanIdOf(1), spanIdOf(2)]);
  await expect(ask(store, 'chain', `trace=${traceIdOf(2)}&span=${spanIdOf(9)}`)).rejects.toThrow('was not received');
});

test('A chain is cut after the requested hops, and says so', async () => {
  const store = await openForTest();
  await store.insert(story);
  const chain = await ask(store, 'chain', `trace=${traceIdOf(5)}&hops=1`);
  expect(chain.steps.map((step) => step.span.name)).toEqual(['retry', 'bury']);
  expect(chain.isCut).toBe(true);
});
