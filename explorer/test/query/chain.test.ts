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

test('A chain names the other traces that it was searched for in, those that were not received as well', async () => {
  const store = await openForTest();
  await store.insert(story);
  const { searched } = await ask(store, 'chain', `trace=${traceIdOf(5)}`);
  // the other order, and the burial's link to a trace that never came
  expect(new Set(searched)).toEqual(new Set([traceIdOf(1), traceIdOf(99)]));
  expect((await ask(store, 'chain', `trace=${traceIdOf(9)}`)).searched).toBeUndefined();
});

test('The chain of a trace whose root was not received ends with its last span and its causes', async () => {
  const store = await openForTest();
  const inside = { parentSpanId: spanIdOf(99) };
  await store.insert([
    span(1, 1, { name: 'cause', time: nanosAt(0), duration: ms(10) }),
    span(2, 2, { name: 'first', time: nanosAt(20), duration: ms(10), ...inside }),
    span(2, 3, { name: 'last', time: nanosAt(40), duration: ms(10), links: [link(1, 1)], ...inside }),
  ]);
  const { steps } = await ask(store, 'chain', `trace=${traceIdOf(2)}`);
  expect(steps.map((step) => step.span.name)).toEqual(['cause', 'last']);
});

test('The traces of a chain are in the order of their first spans, not of its steps', async () => {
  const store = await openForTest();
  await store.insert([
    span(1, 1, { time: nanosAt(10), duration: ms(10) }),
    span(2, 2, { time: nanosAt(0), duration: ms(50) }),
    span(2, 3, { time: nanosAt(30), duration: ms(10), parentSpanId: spanIdOf(2), links: [link(1, 1)] }),
  ]);
  const { steps, traces } = await ask(store, 'chain', `trace=${traceIdOf(2)}&span=${spanIdOf(3)}`);
  expect(steps.map((step) => step.span.traceId)).toEqual([traceIdOf(1), traceIdOf(2)]);
  expect(traces.map(({ traceId }) => traceId)).toEqual([traceIdOf(2), traceIdOf(1)]);
});

test('A chain with end=last ends with the last of all effects of a span', async () => {
  const store = await openForTest();
  await store.insert(story);
  const chain = await ask(store, 'chain', `trace=${traceIdOf(3)}&span=${spanIdOf(0x32)}&end=last`);
  expect(chain.steps.at(-1)?.span.name).toBe('bury');
  const alone = await ask(store, 'chain', `trace=${traceIdOf(9)}&end=last`);
  expect(alone.steps.map((step) => step.span.name)).toEqual(['ping']);
});

test('An effect that started before its cause ended did not wait; before that started, it has a skew', async () => {
  const store = await openForTest();
  await store.insert([
    span(1, 1, { time: nanosAt(100), duration: ms(100) }),
    span(2, 2, { time: nanosAt(150), duration: ms(10), links: [link(1, 1)] }),
    // the clock of its machine is behind
    span(3, 3, { time: nanosAt(50), duration: ms(10), links: [link(2, 2)] }),
  ]);
  const chain = await ask(store, 'chain', `trace=${traceIdOf(3)}`);
  expect(chain.steps.map((step) => [step.span.start, step.waitedBefore, step.clockSkew])).toEqual([
    [microsAt(100), 0, undefined],
    [microsAt(150), 0, undefined],
    [microsAt(50), 0, 100_000],
  ]);
  // it counts from the start of its cause
  expect([chain.elapsed, chain.waited]).toEqual([50_000, 0]);
});

describe('three services, the second of which has a clock that is wrong', () => {
  const wrongBy = (skew: number): ReturnType<typeof span>[] => [
    span(1, 1, { service: 'shop', time: nanosAt(0), duration: ms(2) }),
    span(2, 2, { service: 'worker', time: nanosAt(3 + skew), duration: ms(1), links: [link(1, 1)] }),
    span(3, 3, { service: 'mail', time: nanosAt(5), duration: ms(1), links: [link(2, 2)] }),
  ];
  const HOUR = 3_600_000;

  test.each([
    [50, [0, 51_000, 0], [undefined, undefined, 48_000], 53_000],
    [-50, [0, 0, 5_000], [undefined, 47_000, undefined], 6_000],
    [HOUR, [0, (HOUR + 1) * 1000, 0], [undefined, undefined, (HOUR - 2) * 1000], (HOUR + 3) * 1000],
  ])('A clock that is %d ms off makes nothing negative, and the parts add up', async (skew, waits, skews, elapsed) => {
    const store = await openForTest();
    await store.insert(wrongBy(skew));
    const chain = await ask(store, 'chain', `trace=${traceIdOf(3)}`);
    expect(chain.steps.map((step) => step.clockSkew)).toEqual(skews);
    expect(chain.steps.map((step) => step.waitedBefore)).toEqual(waits);
    expect([chain.elapsed, chain.waited]).toEqual([elapsed, waits.reduce((sum, wait) => sum + wait, 0)]);
  });

  test.each([50, -50, HOUR, -HOUR, 24 * HOUR])(
    'The estimate moves the service whose clock is %d ms off and no other, and only if it is asked to',
    async (skew) => {
      const store = await openForTest();
      await store.insert(wrongBy(skew));
      const measured = await ask(store, 'chain', `trace=${traceIdOf(3)}`);
      expect(measured.clockOffsets?.map(({ service }) => service)).toEqual(['worker']);
      const offset = (measured.clockOffsets?.[0]?.offset ?? 0) / 1000;
      // it worked between the start of its cause and that of its effect, which is all that links tell
      expect(3 + skew + offset).toBeGreaterThanOrEqual(0);
      expect(3 + skew + offset).toBeLessThanOrEqual(5);
      expect(measured.steps[1]?.span.start).toBe(microsAt(3 + skew));

      const adjusted = await ask(store, 'chain', `trace=${traceIdOf(3)}&clocks=adjusted`);
      expect(adjusted.clockOffsets).toEqual(measured.clockOffsets);
      expect(adjusted.steps.map((step) => step.clockSkew)).toEqual([undefined, undefined, undefined]);
      expect(adjusted.steps[1]?.span.start).toBe(microsAt(3 + skew + offset));
      expect(adjusted.traces.map(({ start }) => start)).toEqual(adjusted.steps.map((step) => step.span.start));
      expect(adjusted.elapsed).toBe(6_000);

      const graph = await ask(store, 'graph', `trace=${traceIdOf(1)}&clocks=adjusted`);
      expect(graph.clockOffsets).toEqual(measured.clockOffsets);
      expect(graph.lanes.map(({ start }) => start)).toEqual(adjusted.traces.map(({ start }) => start));
      const trace = await ask(store, 'trace', 'clocks=adjusted', { trace: traceIdOf(2) });
      expect(trace.trace.start).toBe(adjusted.steps[1]?.span.start);
    },
  );

  test('Clocks that agree have no offsets, and are left alone', async () => {
    const store = await openForTest();
    await store.insert(wrongBy(0));
    const measured = await ask(store, 'chain', `trace=${traceIdOf(3)}`);
    expect(measured).not.toHaveProperty('clockOffsets');
    expect(await ask(store, 'chain', `trace=${traceIdOf(3)}&clocks=adjusted`)).toEqual(measured);
  });
});

test('An estimate that would choose another cause, or another last effect, is offered before it does', async () => {
  const store = await openForTest();
  const wrongBy = -3_600_000;
  await store.insert([
    span(1, 1, { service: 'shop', time: nanosAt(0), duration: ms(20) }),
    // what the third waited for, and by its clock ended an hour before
    span(2, 2, { service: 'worker', time: nanosAt(30 + wrongBy), duration: ms(100), links: [link(1, 1)] }),
    span(3, 3, { service: 'mail', time: nanosAt(150), duration: ms(10), links: [link(1, 1), link(2, 2)] }),
    // the last effect of the fourth, and by its clock the first
    span(4, 4, { service: 'shop', time: nanosAt(0), duration: ms(20) }),
    span(5, 5, { service: 'mail', time: nanosAt(30), duration: ms(10), links: [link(4, 4)] }),
    span(6, 6, { service: 'worker', time: nanosAt(40 + wrongBy), duration: ms(900), links: [link(4, 4)] }),
  ]);
  for (const asked of [`trace=${traceIdOf(3)}`, `trace=${traceIdOf(4)}&end=last`]) {
    const measured = await ask(store, 'chain', asked);
    const adjusted = await ask(store, 'chain', `${asked}&clocks=adjusted`);
    const services = (chain: typeof measured): string[] => chain.steps.map((step) => step.span.service);
    expect([services(measured).includes('worker'), services(adjusted).includes('worker')]).toEqual([false, true]);
    expect(measured.clockOffsets?.map(({ service }) => service)).toEqual(['worker']);
    expect(measured.clockOffsets).toEqual(adjusted.clockOffsets);
  }
});

test('A server whose clock is wrong is moved into the middle of the call of its client', async () => {
  const store = await openForTest();
  const call = { parentSpanId: spanIdOf(1) };
  await store.insert([
    span(1, 1, { service: 'shop', kind: 'Client', time: nanosAt(0), duration: ms(100) }),
    span(1, 2, { ...call, service: 'cards', kind: 'Server', time: nanosAt(7_200_000), duration: ms(60) }),
  ]);
  const { spans, clockOffsets } = await ask(store, 'trace', 'clocks=adjusted', { trace: traceIdOf(1) });
  expect(clockOffsets).toEqual([{ service: 'cards', offset: -7_199_980_000 }]);
  expect(spans.map(({ start }) => start)).toEqual([microsAt(0), microsAt(20)]);
});

test('A chain through 5,000 nested calls begins at its first cause', async () => {
  const store = await openForTest();
  const depth = 5_000;
  await store.insert([
    span(1, 1, { name: 'first' }),
    ...Array.from({ length: depth }, (_, level) =>
      span(2, 10 + level, level === 0 ? { links: [link(1, 1)] } : { parentSpanId: spanIdOf(9 + level) }),
    ),
  ]);
  const chain = await ask(store, 'chain', `trace=${traceIdOf(2)}&span=${spanIdOf(9 + depth)}`);
  expect([chain.steps.length, chain.steps[0]?.span.name, chain.isCut]).toEqual([depth + 1, 'first', false]);
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
