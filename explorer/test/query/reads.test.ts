/** How a question reads the index: with one query a hop, and nothing twice; in pieces where that is too much. */
import { readQuestion } from '../../api/questions';
import { createStoreReader } from '../../server/store/store-reader';
import { answerGraph } from '../../server/query/questions/graph';
import { IndexCache } from '../../server/query/index/index-cache';
import type { Store } from '../../server/store/open-store';
import { closeAll, openForTest } from '../store/folder';
import { link, span } from '../store/spans';
import { ask, micros, at, spanOf, story, traceOf } from './story';

afterEach(closeAll);

/** The store, and the ids of traces of each of its queries. */
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

/** Traces 1, 2, 3 …, each caused by the one before it. */
const line = (count: number): ReturnType<typeof span>[] =>
  Array.from({ length: count }, (_, index) =>
    span(index + 1, index + 1, { links: index === 0 ? [] : [link(index, index)] }),
  );

test.each(['effects', 'causes'])(
  'A graph asks the store once a hop, and once for where it begins, towards the %s',
  async (direction) => {
    const { store, reads } = watched(await openForTest());
    await store.insert(line(9));
    const graph = await ask(
      store,
      'graph',
      `trace=${traceOf(direction === 'effects' ? 1 : 9)}&direction=${direction}&hops=5`,
    );
    expect([graph.lanes.length, graph.links.length, graph.isCut]).toEqual([6, 5, true]);
    expect(reads).toHaveLength(6);
  },
);

test('Both directions of a graph share each query, and read no trace twice', async () => {
  const { store, reads } = watched(await openForTest());
  await store.insert(line(9));
  const graph = await ask(store, 'graph', `trace=${traceOf(5)}&hops=4`);
  expect([graph.lanes.length, graph.links.length, graph.isCut]).toEqual([9, 8, false]);
  expect(reads.map((traces) => [...traces].sort())).toEqual([
    [traceOf(5)],
    [traceOf(4), traceOf(6)],
    [traceOf(3), traceOf(7)],
    [traceOf(2), traceOf(8)],
    [traceOf(1), traceOf(9)],
  ]);
});

test('A trace that is a cause and an effect is read once, by whichever walk comes first', async () => {
  const { store, reads } = watched(await openForTest());
  await store.insert([span(1, 1, { links: [link(2, 2)] }), span(2, 2, { links: [link(1, 1)] })]);
  const graph = await ask(store, 'graph', `trace=${traceOf(1)}&hops=9`);
  expect([graph.lanes.length, graph.links.length, graph.isCut]).toEqual([2, 2, false]);
  expect(reads).toEqual([[traceOf(1)], [traceOf(2)]]);
});

test('A chain asks no more than its walk does', async () => {
  const { store, reads } = watched(await openForTest());
  await store.insert(line(6));
  expect((await ask(store, 'chain', `trace=${traceOf(6)}`)).steps).toHaveLength(6);
  expect(reads).toHaveLength(6);
});

test('What is too much for one query gives the same graph in pieces', async () => {
  const store = await openForTest();
  await store.insert(story);
  await store.insert(story.slice(0, 6));
  for (const trace of [1, 2, 3, 4, 5, 9]) {
    for (const query of ['', '&direction=effects&hops=1', '&direction=causes', '&traces=2', '&spans=3']) {
      const params = readQuestion('graph', new URLSearchParams(`trace=${traceOf(trace)}${query}`));
      const reader = createStoreReader(store);
      // no trace is small enough for one query
      const graph = await answerGraph(reader, params, new IndexCache(reader, 0));
      expect(graph).toEqual(await answerGraph(reader, params));
    }
  }
});

test('A trace with more effects than are read at once is a lane like another, and what leads on from it is found', async () => {
  const store = await openForTest();
  await store.insert([span(1, 1), span(2, 2, { links: [link(1, 1)] })]);
  await store.insert(
    Array.from({ length: 25_000 }, (_, index) => span(10 + index, index + 10, { links: [link(2, 2)] })),
  );
  const towards = await ask(store, 'graph', `trace=${traceOf(12)}&direction=causes`);
  expect(towards.lanes.map(({ traceId, hop, linksIn, hasMore }) => [traceId, hop, linksIn, hasMore])).toEqual([
    [traceOf(1), 2, 1, false],
    [traceOf(2), 1, 25_000, true],
    [traceOf(12), 0, 0, false],
  ]);
  expect([towards.links.length, towards.isCut]).toEqual([2, false]);
  const away = await ask(store, 'graph', `trace=${traceOf(1)}&direction=effects&traces=20`);
  expect([away.lanes.length, away.links.length, away.isCut]).toEqual([20, 19, true]);
  // the first of them, whichever are in the picture
  expect(away.lanes.slice(2).map(({ traceId }) => traceId)).toEqual(
    Array.from({ length: 18 }, (_, index) => traceOf(10 + index)),
  );
});

test('A span that was sent twice is one effect, with all that is known of it', async () => {
  const store = await openForTest();
  const effect = span(2, 2, {
    parentSpanId: spanOf(7),
    name: 'pack',
    service: 'shop',
    kind: 'Consumer',
    status: 'Error',
    time: at(5),
    duration: 3_000_999n,
    links: [link(1, 1)],
  });
  await store.insert([span(1, 1), effect]);
  await store.insert([effect]);
  const { ledTo } = await ask(store, 'span', '', { trace: traceOf(1), span: spanOf(1) });
  const summary = {
    traceId: traceOf(2),
    spanId: spanOf(2),
    parentSpanId: spanOf(7),
    name: 'pack',
    service: 'shop',
    kind: 'consumer',
    status: 'error',
    start: micros(5),
    duration: 3000,
  };
  expect(ledTo).toEqual({
    total: 1,
    ends: [
      {
        cause: { traceId: traceOf(1), spanId: spanOf(1) },
        effect: { traceId: traceOf(2), spanId: spanOf(2) },
        attributes: {},
        span: summary,
      },
    ],
  });
  const { spans, links } = await ask(store, 'trace', '', { trace: traceOf(2) });
  expect([spans, links.length]).toEqual([[summary], 1]);
  expect((await ask(store, 'trace', '', { trace: traceOf(1) })).links).toEqual(ledTo.ends);
});

test('A span that is not in the index yet is found', async () => {
  const store = await openForTest();
  await store.insert(story);
  await store.query(`TRUNCATE TABLE ${store.tables.index}`);
  const bury = await ask(store, 'span', '', { trace: traceOf(5), span: spanOf(0x51) });
  expect(bury).toMatchObject({
    name: 'bury',
    service: 'dead',
    start: micros(3000),
    duration: 10_000,
    traceState: 'a=1',
    causedBy: { total: 0 },
    ledTo: { total: 0 },
  });
});

test('The causes of a trace are found, also where they are more than are named in one query', async () => {
  const store = await openForTest();
  await store.insert(Array.from({ length: 2500 }, (_, index) => span(10 + index, index + 10)));
  await store.insert(
    Array.from({ length: 25 }, (_, index) =>
      span(1, 5000 + index, {
        links: Array.from({ length: 100 }, (_each, at) => link(10 + index * 100 + at, index * 100 + at + 10)),
      }),
    ),
  );
  const { links, trace } = await ask(store, 'trace', '', { trace: traceOf(1) });
  expect([links.length, trace.linksOut, links.every(({ cause, span: end }) => end?.spanId === cause.spanId)]).toEqual([
    2500,
    2500,
    true,
  ]);
});

test('Of a long text and of many events, a page gets as much as it can show', async () => {
  const store = await openForTest();
  const events = Array.from({ length: 1200 }, (_, index) => ({
    time: at(index),
    name: `event ${index}`,
    attributes: { long: 'a'.repeat(index === 0 ? 70_000 : 1) },
  }));
  await store.insert([
    span(1, 1, { attributes: { long: '🙂'.repeat(70_000), short: 'b' }, statusMessage: 'c'.repeat(70_000), events }),
  ]);
  const detail = await ask(store, 'span', '', { trace: traceOf(1), span: spanOf(1) });
  expect(detail.attributes).toEqual({ long: '🙂'.repeat(65_536), short: 'b' });
  expect([detail.statusMessage?.length, detail.events.length, detail.events[0]?.attributes.long?.length]).toEqual([
    65_536, 1000, 65_536,
  ]);
  expect(detail.events[999]).toEqual({ name: 'event 999', time: micros(999), attributes: { long: 'a' } });
});
