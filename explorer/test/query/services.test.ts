/** The service graph, status and runs of workflows. */
import { ask, nanosAt, microsAt, explorerInfo, story } from './story';
import { createStoreReader } from '../../server/store/store-reader';
import { answerServices } from '../../server/query/questions/services';
import { answerStatus } from '../../server/query/questions/status';
import type { Store } from '../../server/store/open-store';
import { closeAll, openForTest } from '../store/folder';
import { link, span, spanIdOf, traceIdOf } from '../store/spans';

afterEach(closeAll);

test('The service graph has calls and links with counts, errors, durations, and gaps', async () => {
  const store = await openForTest();
  await store.insert(story);
  await store.insert(story);
  const { services, edges, oneOf } = await ask(store, 'services');
  expect(oneOf).toBe(1);
  expect(services.map(({ name, spans, errors }) => [name, spans, errors])).toEqual([
    ['shop', 3, 0],
    ['worker', 3, 1],
    ['orders', 2, 0],
    ['payments', 2, 2],
    ['dead', 1, 0],
    ['retry', 1, 1],
  ]);
  expect(services[1]).toMatchObject({ p50: 40_000, p95: 100_000 });
  expect(
    edges
      .filter(({ kind }) => kind === 'call')
      .map(({ from, to, count, errors, p50 }) => [from, to, count, errors, p50]),
  ).toEqual([
    ['shop', 'orders', 2, 0, 8000],
    ['retry', 'payments', 1, 1, 80_000],
    ['worker', 'payments', 1, 1, 25_000],
  ]);
  expect(edges.filter(({ kind }) => kind === 'link')).toEqual([
    {
      from: 'orders',
      to: 'worker',
      kind: 'link',
      relation: 'batch_item',
      count: 2,
      errors: 0,
      p50: 100_000,
      p95: 100_000,
      gap: { p50: 92_000, p95: 92_000 },
    },
    {
      from: 'orders',
      to: 'dead',
      kind: 'link',
      relation: 'origin',
      count: 1,
      errors: 0,
      p50: 10_000,
      p95: 10_000,
      gap: { p50: 2_992_000, p95: 2_992_000 },
    },
    {
      from: 'retry',
      to: 'dead',
      kind: 'link',
      relation: 'dead_letter_of',
      count: 1,
      errors: 0,
      p50: 10_000,
      p95: 10_000,
      gap: { p50: 1_900_000, p95: 1_900_000 },
    },
    {
      from: 'worker',
      to: 'retry',
      kind: 'link',
      relation: 'retry_of',
      count: 1,
      errors: 1,
      p50: 100_000,
      p95: 100_000,
      gap: { p50: 850_000, p95: 850_000 },
    },
  ]);
});

test('The service graph is of the requested time, or else of the last hour in which spans were received', async () => {
  const store = await openForTest();
  await store.insert([...story, span(50, 0x500, { service: 'later', time: nanosAt(2 * 3_600_000) })]);
  expect((await ask(store, 'services')).services.map(({ name }) => name)).toEqual(['later']);
  expect(
    (await ask(store, 'services', `since=${microsAt(0)}&until=${microsAt(60)}`)).services.map(({ name }) => name),
  ).toEqual(['shop', 'orders']);
  expect(await ask(store, 'services', `until=${microsAt(-1000)}`)).toMatchObject({ services: [], edges: [] });
});

describe('A call or link counts in the time of its callee or effect, whenever its caller or cause began', () => {
  // midnight, where partitions of the table begin
  const midnight = Date.UTC(2026, 10, 19);
  const at = (ms: number): bigint => BigInt(midnight + ms) * 1_000_000n;
  const within = (from: number, to: number): string =>
    `since=${(midnight + from) * 1000}&until=${(midnight + to) * 1000}`;
  const spans = [
    span(1, 1, { service: 'shop', time: at(-500), duration: 2_000_000_000n }),
    span(1, 2, { service: 'cards', time: at(200), duration: 3_000_000n, status: 'Error', parentSpanId: spanIdOf(1) }),
    span(2, 3, { service: 'mail', time: at(200), duration: 5_000_000n, links: [link(1, 1)] }),
    span(1, 4, { service: 'stock', time: at(900), duration: 7_000_000n, parentSpanId: spanIdOf(2) }),
    span(3, 5, { service: 'audit', time: at(900), duration: 9_000_000n, links: [link(2, 3)] }),
    // its caller was never received
    span(4, 6, { service: 'other', time: at(250), parentSpanId: spanIdOf(999) }),
  ];
  let store: Store;
  beforeEach(async () => {
    store = await openForTest();
    await store.insert(spans);
    await store.insert(spans);
  });
  const facts = async (from: number, to: number): Promise<{ nodes: Record<string, number>; edges: unknown[] }> => {
    const { services, edges } = await ask(store, 'services', within(from, to));
    return {
      nodes: Object.fromEntries(services.map((node) => [node.name, node.spans])),
      edges: edges.map((edge) => [edge.kind, edge.from, edge.to, edge.count, edge.errors, edge.p50]),
    };
  };
  const calls = ['call', 'shop', 'cards', 1, 1, 3_000];
  const links = ['link', 'shop', 'mail', 1, 0, 5_000];

  test('A caller and a cause that began before the time, on the day before, are there, without spans', async () => {
    expect(await facts(0, 500)).toEqual({ nodes: { cards: 1, mail: 1, other: 1, shop: 0 }, edges: [calls, links] });
  });

  test('A callee and an effect that began after the time are both missing', async () => {
    expect(await facts(-600, 100)).toEqual({ nodes: { shop: 1 }, edges: [] });
  });

  test('A time begins with its first microsecond, and ends before its last one', async () => {
    expect(await facts(200, 201)).toMatchObject({ edges: [calls, links] });
    expect(await facts(199, 200)).toEqual({ nodes: {}, edges: [] });
    expect(await facts(900, 901)).toEqual({
      nodes: { audit: 1, stock: 1, cards: 0, mail: 0 },
      edges: [
        ['call', 'cards', 'stock', 1, 0, 7_000],
        ['link', 'mail', 'audit', 1, 0, 9_000],
      ],
    });
  });

  test('Of times that follow each other, each call and link is in one', async () => {
    const parts: unknown[] = [];
    for (const [from, to] of [
      [-600, 0],
      [0, 200],
      [200, 900],
      [900, 1_000],
    ] as const)
      parts.push(...(await facts(from, to)).edges);
    expect(parts).toHaveLength(4);
    expect((await facts(-600, 1_000)).edges).toEqual(expect.arrayContaining(parts));
  });
});

test('Of more spans than one join takes, a sample of traces stands for all', async () => {
  const store = await openForTest();
  const traces = Array.from({ length: 400 }, (_, index) => index + 1);
  await store.insert(
    traces.flatMap((trace) => [
      span(trace, trace * 2, { service: 'a' }),
      span(trace, trace * 2 + 1, { service: 'b', parentSpanId: spanIdOf(trace * 2) }),
    ]),
  );
  const { services, edges, oneOf } = await answerServices(
    createStoreReader(store),
    { since: undefined, until: undefined, receivedSince: undefined },
    200,
  );
  expect(oneOf).toBe(4);
  // calls and spans are of the same traces, whichever were sampled
  expect(services.map(({ name }) => name).sort()).toEqual(['a', 'b']);
  expect(services[0]?.spans).toBe(services[1]?.spans);
  expect(edges.map(({ from, to, count }) => [from, to, count])).toEqual([['a', 'b', services[0]?.spans]]);
  expect(services[0]?.spans).toBeGreaterThan(200);
  expect(services[0]?.spans).toBeLessThan(600);
});

test('Names of services that are too long to list are cut, and the answer says so', async () => {
  const store = await openForTest();
  const long = 'x'.repeat(1025);
  await store.insert([span(1, 1, { service: 'y'.repeat(1024) }), span(1, 2)]);
  expect((await ask(store, 'services')).cutBy).toEqual([]);
  await store.insert([span(1, 3, { service: long })]);
  const { services, cutBy } = await ask(store, 'services');
  expect(services.map(({ name }) => name)).toContain(`${long.slice(1)}…`);
  expect(cutBy).toEqual(['text']);
});

test('The number of links is the same whether they are counted or computed from the size of the index', async () => {
  const store = await openForTest();
  await store.insert(story);
  expect(await ask(store, 'status')).toMatchObject({ spans: 12, links: 6 });
  expect(await answerStatus(createStoreReader(store), explorerInfo, 0)).toMatchObject({ spans: 12, links: 6 });
});

test('An empty store answers every question with empty lists, not with an error', async () => {
  const store = await openForTest();
  const complete = { isCut: false, cutBy: [] };
  expect(await ask(store, 'search')).toEqual({ traces: [], ...complete });
  expect(await ask(store, 'services')).toEqual({
    ...{ services: [], edges: [], since: 0, by: 'receipt', oneOf: 1 },
    ...complete,
  });
  expect(await ask(store, 'facets')).toEqual({ services: [], names: [], attributes: [], ...complete });
  expect(await ask(store, 'runs')).toEqual({ runs: [], ...complete });
  expect(await ask(store, 'status')).toMatchObject({ spans: 0, links: 0 });
});

describe('runs of workflows', () => {
  const attempt = (
    trace: number,
    stage: string,
    number: number,
    from: number,
    fields: Parameters<typeof span>[2] = {},
  ): ReturnType<typeof span> =>
    span(trace, trace, {
      time: nanosAt(from),
      duration: 10_000_000n,
      name: `Loan.${stage}`,
      attributes: {
        'spanlink.workflow.name': 'loan',
        'spanlink.workflow.run_id': 'a/7 ?',
        'spanlink.stage.name': stage,
        'spanlink.stage.attempt': String(number),
        ...fields.attributes,
      },
      ...(fields.status !== undefined && { status: fields.status }),
      ...(fields.links && { links: fields.links }),
    });
  const spans = [
    attempt(1, 'submit', 1, 0),
    attempt(2, 'underwrite', 1, 100, { status: 'Error', links: [link(1, 1, { 'spanlink.relation': 'previous' })] }),
    attempt(3, 'underwrite', 2, 200, {
      links: [link(2, 2, { 'spanlink.relation': 'retry_of' })],
      attributes: { 'spanlink.stage.item': 'x' },
    }),
    // a call within an attempt is not an attempt
    span(3, 99, { parentSpanId: spanIdOf(3), time: nanosAt(205) }),
    span(8, 8, {
      time: nanosAt(900),
      attributes: { 'spanlink.workflow.name': 'other', 'spanlink.workflow.run_id': '1', 'spanlink.stage.name': 'a' },
    }),
  ];

  test('Runs are listed with their attempts and errors, the newest first', async () => {
    const store = await openForTest();
    await store.insert(spans);
    await store.insert(spans);
    const { runs } = await ask(store, 'runs');
    expect(runs).toEqual([
      { workflow: 'other', run: '1', start: microsAt(900), end: microsAt(901), attempts: 1, errors: 0 },
      { workflow: 'loan', run: 'a/7 ?', start: microsAt(0), end: microsAt(210), attempts: 3, errors: 1 },
    ]);
    expect((await ask(store, 'runs', 'workflow=loan')).runs).toHaveLength(1);
    expect((await ask(store, 'runs', `since=${microsAt(500)}`)).runs).toHaveLength(1);
  });

  test('A run has its stages, attempts and links', async () => {
    const store = await openForTest();
    await store.insert(spans);
    const run = await ask(store, 'run', '', { workflow: 'loan', run: 'a/7 ?' });
    expect(
      run.attempts.map(({ stage, attempt: number, item, span: { traceId } }) => [stage, number, item, traceId]),
    ).toEqual([
      ['submit', 1, undefined, traceIdOf(1)],
      ['underwrite', 1, undefined, traceIdOf(2)],
      ['underwrite', 2, 'x', traceIdOf(3)],
    ]);
    expect(run.links.map(({ relation }) => relation)).toEqual(['previous', 'retry_of']);
    await expect(ask(store, 'run', '', { workflow: 'loan', run: '8' })).rejects.toThrow(
      'Run "8" of workflow "loan" was not received. The newest runs of that workflow are "a/7 ?".',
    );
  });
});

test('A system of 200 services has all of its 2,000 calls and 2,000 links in the answer', async () => {
  const store = await openForTest();
  const name = (index: number): string => `service-${index % 200}`;
  const callers = Array.from({ length: 200 }, (_, index) => span(1, 1000 + index, { service: name(index) }));
  const others = Array.from({ length: 2000 }, (_, index) =>
    span(1, 2000 + index, {
      service: name((index % 200) + 1 + Math.floor(index / 200) * 7),
      parentSpanId: spanIdOf(1000 + (index % 200)),
      links: [link(1, 1000 + (index % 200))],
    }),
  );
  await store.insert([...callers, ...others]);
  const { services, edges, cutBy } = await ask(store, 'services');
  const ofKind = (wanted: string): number => edges.filter(({ kind }) => kind === wanted).length;
  expect([services.length, ofKind('call'), ofKind('link'), cutBy]).toEqual([200, 2000, 2000, []]);
});
