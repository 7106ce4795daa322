/** The reads of a question: one query a hop and no row twice, or several queries if one would read too much. */
import { readQuestion } from '../../api/questions';
import { createStoreReader } from '../../server/store/store-reader';
import { answerGraph } from '../../server/query/questions/graph';
import { IndexCache } from '../../server/query/index/index-cache';
import type { Store } from '../../server/store/open-store';
import { closeAll, openForTest } from '../store/folder';
import { link, span, spanIdOf, traceIdOf } from '../store/spans';
import { ask, microsAt, nanosAt, story } from './story';

afterEach(closeAll);

/** Records the trace ids of each query of a store. */
function watched(store: Store): { store: Store; reads: string[][] } {
  const reads: string[][] = [];
  return {
    reads,
    store: {
      ...store,
      query: (sql, params, signal) => {
        reads.push((params?.traces as string[] | undefined) ?? []);
        return store.query(sql, params, signal);
      },
    },
  };
}

/** Traces 1, 2, 3 …, each caused by the one before. */
const line = (count: number): ReturnType<typeof span>[] =>
  Array.from({ length: count }, (_, index) =>
    span(index + 1, index + 1, { links: index === 0 ? [] : [link(index, index)] }),
  );

// effects behind the last hop: only those that the latest forms of spans have are a reason to say that hops cut it
test.each([
  ['causes', 'one for its start', 6],
  ['effects', 'two for its start and its end', 7],
] as const)('A graph towards the %s takes one query a hop, and %s', async (direction, _others, queries) => {
  const { store, reads } = watched(await openForTest());
  await store.insert(line(9));
  const graph = await ask(
    store,
    'graph',
    `trace=${traceIdOf(direction === 'effects' ? 1 : 9)}&direction=${direction}&hops=5`,
  );
  expect([graph.lanes.length, graph.links.length, graph.isCut]).toEqual([6, 5, true]);
  expect(reads).toHaveLength(queries);
});

test('Both directions of a graph share their queries, and read no trace twice', async () => {
  const { store, reads } = watched(await openForTest());
  await store.insert(line(9));
  const graph = await ask(store, 'graph', `trace=${traceIdOf(5)}&hops=4`);
  expect([graph.lanes.length, graph.links.length, graph.isCut]).toEqual([9, 8, false]);
  expect(reads.map((traces) => [...traces].sort())).toEqual([
    [traceIdOf(5)],
    [traceIdOf(4), traceIdOf(6)],
    [traceIdOf(3), traceIdOf(7)],
    [traceIdOf(2), traceIdOf(8)],
    [traceIdOf(1), traceIdOf(9)],
  ]);
});

test('A trace that is both a cause and an effect is read once', async () => {
  const { store, reads } = watched(await openForTest());
  await store.insert([span(1, 1, { links: [link(2, 2)] }), span(2, 2, { links: [link(1, 1)] })]);
  const graph = await ask(store, 'graph', `trace=${traceIdOf(1)}&hops=9`);
  expect([graph.lanes.length, graph.links.length, graph.isCut]).toEqual([2, 2, false]);
  expect(reads).toEqual([[traceIdOf(1)], [traceIdOf(2)]]);
});

test('A chain takes no more queries than its walk', async () => {
  const { store, reads } = watched(await openForTest());
  await store.insert(line(6));
  expect((await ask(store, 'chain', `trace=${traceIdOf(6)}`)).steps).toHaveLength(6);
  expect(reads).toHaveLength(6);
});

test('A graph is the same if each of its hops is too much for one query', async () => {
  const store = await openForTest();
  await store.insert(story);
  await store.insert(story.slice(0, 6));
  for (const trace of [1, 2, 3, 4, 5, 9]) {
    for (const query of ['', '&direction=effects&hops=1', '&direction=causes', '&traces=2', '&spans=3']) {
      const params = readQuestion('graph', new URLSearchParams(`trace=${traceIdOf(trace)}${query}`));
      const reader = createStoreReader(store);
      // no trace is small enough for one query
      const graph = await answerGraph(reader, params, new IndexCache(reader, { rows: 0 }));
      expect(graph).toEqual(await answerGraph(reader, params));
    }
  }
});

test('A trace with more effects than one query reads is a lane, and its effects are found', async () => {
  const store = await openForTest();
  await store.insert([span(1, 1), span(2, 2, { links: [link(1, 1)] })]);
  await store.insert(
    Array.from({ length: 25_000 }, (_, index) => span(10 + index, index + 10, { links: [link(2, 2)] })),
  );
  const towards = await ask(store, 'graph', `trace=${traceIdOf(12)}&direction=causes`);
  expect(towards.lanes.map(({ traceId, hop, linksIn, hasMore }) => [traceId, hop, linksIn, hasMore])).toEqual([
    [traceIdOf(1), 2, 1, false],
    [traceIdOf(2), 1, 25_000, true],
    [traceIdOf(12), 0, 0, false],
  ]);
  expect([towards.links.length, towards.isCut]).toEqual([2, false]);
  const away = await ask(store, 'graph', `trace=${traceIdOf(1)}&direction=effects&traces=20`);
  expect([away.lanes.length, away.links.length, away.isCut]).toEqual([20, 19, true]);
  // the first ones, whichever traces were read before
  expect(away.lanes.slice(2).map(({ traceId }) => traceId)).toEqual(
    Array.from({ length: 18 }, (_, index) => traceIdOf(10 + index)),
  );
});

test('A span that was sent twice is one effect, with all of its fields', async () => {
  const store = await openForTest();
  const effect = span(2, 2, {
    parentSpanId: spanIdOf(7),
    name: 'pack',
    service: 'shop',
    kind: 'Consumer',
    status: 'Error',
    time: nanosAt(5),
    duration: 3_000_999n,
    links: [link(1, 1)],
  });
  await store.insert([span(1, 1), effect]);
  await store.insert([effect]);
  const { ledTo } = await ask(store, 'span', '', { trace: traceIdOf(1), span: spanIdOf(1) });
  const summary = {
    traceId: traceIdOf(2),
    spanId: spanIdOf(2),
    parentSpanId: spanIdOf(7),
    name: 'pack',
    service: 'shop',
    kind: 'consumer',
    status: 'error',
    start: microsAt(5),
    duration: 3000,
  };
  expect(ledTo).toEqual({
    total: 1,
    ends: [
      {
        cause: { traceId: traceIdOf(1), spanId: spanIdOf(1) },
        effect: { traceId: traceIdOf(2), spanId: spanIdOf(2) },
        attributes: {},
        span: summary,
      },
    ],
  });
  const { spans, links } = await ask(store, 'trace', '', { trace: traceIdOf(2) });
  expect([spans, links.length]).toEqual([[summary], 1]);
  expect((await ask(store, 'trace', '', { trace: traceIdOf(1) })).links).toEqual(ledTo.ends);
});

test('A span that is not indexed yet is found', async () => {
  const store = await openForTest();
  await store.insert(story);
  await store.query(`TRUNCATE TABLE ${store.tables.index}`);
  const bury = await ask(store, 'span', '', { trace: traceIdOf(5), span: spanIdOf(0x51) });
  expect(bury).toMatchObject({
    name: 'bury',
    service: 'dead',
    start: microsAt(3000),
    duration: 10_000,
    traceState: 'a=1',
    causedBy: { total: 0 },
    ledTo: { total: 0 },
  });
});

test('The causes of a trace are found, even if one query cannot name them all', async () => {
  const store = await openForTest();
  await store.insert(Array.from({ length: 2500 }, (_, index) => span(10 + index, index + 10)));
  await store.insert(
    Array.from({ length: 25 }, (_, index) =>
      span(1, 5000 + index, {
        links: Array.from({ length: 100 }, (_each, at) => link(10 + index * 100 + at, index * 100 + at + 10)),
      }),
    ),
  );
  const { links, trace } = await ask(store, 'trace', '', { trace: traceIdOf(1) });
  expect([links.length, trace.linksOut, links.every(({ cause, span: end }) => end?.spanId === cause.spanId)]).toEqual([
    2500,
    2500,
    true,
  ]);
});

test('Long texts and many events are cut to what a page can show', async () => {
  const store = await openForTest();
  const events = Array.from({ length: 1200 }, (_, index) => ({
    time: nanosAt(index),
    name: `event ${index}`,
    attributes: { long: 'a'.repeat(index === 0 ? 70_000 : 1) },
  }));
  await store.insert([
    span(1, 1, { attributes: { long: '🙂'.repeat(70_000), short: 'b' }, statusMessage: 'c'.repeat(70_000), events }),
  ]);
  const detail = await ask(store, 'span', '', { trace: traceIdOf(1), span: spanIdOf(1) });
  expect(detail.attributes.long === `${'🙂'.repeat(65_536)}…`).toBe(true);
  expect([detail.attributes.short, detail.eventsTotal, detail.cutBy]).toEqual(['b', 1200, ['events', 'text']]);
  expect([detail.statusMessage?.length, detail.events.length, detail.events[0]?.attributes.long?.length]).toEqual([
    65_537, 1000, 65_537,
  ]);
  expect(detail.events[999]).toEqual({ name: 'event 999', time: microsAt(999), attributes: { long: 'a' } });
});
