/** Spans that share an id are told apart wherever one is named; and extremes of services, links and durations. */
import { moveSpan } from '../../api/adjust-clocks';
import type { Bound } from '../../api/answers';
import { EXPORT } from '../../api/export';
import { readParameters } from '../../api/read-parameters';
import { exportGraph } from '../../server/query/export/export-graph';
import { linksBetweenInSql } from '../../server/query/index/links-between-in-sql';
import { readLinks } from '../../server/query/index/read-links';
import { summarizeInSql } from '../../server/query/index/summaries-in-sql';
import { createStoreReader } from '../../server/store/store-reader';
import { closeAll, openForTest } from '../store/folder';
import { link, span, spanIdOf, START, traceIdOf } from '../store/spans';
import { ask } from './story';

afterEach(closeAll);

const MS = 1_000_000n;
const trace = traceIdOf(1);

/** A call as Zipkin's clients and servers send it, and what either of them does meanwhile. */
const CALL = [
  span(1, 1, { name: 'page', service: 'front', duration: 20n * MS }),
  span(1, 2, { name: 'get', service: 'front', kind: 'Client', parentSpanId: spanIdOf(1) }),
  span(1, 2, {
    name: 'GET /',
    service: 'back',
    kind: 'Server',
    time: START + MS,
    parentSpanId: spanIdOf(1),
    status: 'Error',
    links: [link(2, 7)],
  }),
  span(1, 3, { name: 'query', service: 'back', time: START + 2n * MS, parentSpanId: spanIdOf(2) }),
  span(1, 4, { name: 'select', service: 'db', kind: 'Server', time: START + 3n * MS, parentSpanId: spanIdOf(2) }),
  span(1, 5, { name: 'connect', service: 'front', time: START, parentSpanId: spanIdOf(2) }),
  span(2, 7, { name: 'cause', service: 'queue' }),
];

test('Matches of a search, effects in lists and details, and a kept span tell which span of an id it is', async () => {
  const store = await openForTest();
  await store.insert(CALL);
  const { traces } = await ask(store, 'search', 'status=error');
  expect(traces[0]?.matches.map(({ name, nth }) => [name, nth])).toEqual([['GET /', 2]]);
  const cause = await ask(store, 'span', '', { trace: traceIdOf(2), span: spanIdOf(7) });
  expect(cause.ledTo.ends.map(({ span: end }) => [end?.name, end?.nth])).toEqual([['GET /', 2]]);
  const { links } = await ask(store, 'trace', '', { trace: traceIdOf(2) });
  expect(links.map(({ span: end }) => [end?.name, end?.nth])).toEqual([['GET /', 2]]);
  for (const [number, kept] of [
    ['', 'get'],
    [':1', 'get'],
    [':2', 'GET /'],
  ] as const) {
    const answer = await ask(store, 'trace', `spans=1&keep=${trace}:${spanIdOf(2)}${number}`, { trace });
    expect(answer.spans.map(({ name }) => name)).toEqual([kept]);
  }
  await expect(async () => ask(store, 'trace', `keep=${trace}:${spanIdOf(2)}:0`, { trace })).rejects.toThrow(
    'may end with a colon and a number',
  );
});

test('Different spans of one id count as such: a graph and an export have no more of them than asked for', async () => {
  const store = await openForTest();
  const many = Array.from({ length: 3000 }, (_, index) =>
    span(1, 2, { name: `${index + 1}`, time: START + BigInt(index) * MS }),
  );
  await store.insert([...many, span(1, 1, { name: 'root', time: START })]);
  const bounded = async (query: string): Promise<readonly [readonly string[], readonly Bound[]]> => {
    const { spans, cutBy } = await ask(store, 'graph', `trace=${trace}&hops=0&${query}`);
    return [spans.map(({ name }) => name), cutBy];
  };
  expect(await bounded('spans=3')).toEqual([expect.arrayContaining(['root', '1', '2']), ['spans']]);
  for (const number of [1, 2, 1500, 3000])
    expect(await bounded(`spans=1&keep=${trace}:${spanIdOf(2)}:${number}`)).toEqual([[`${number}`], ['spans']]);
  const { name } = await ask(store, 'span', 'nth=3000', { trace, span: spanIdOf(2) });
  expect(name).toBe('3000');
  const exported = await exportGraph(createStoreReader(store), {
    ...readParameters('export', EXPORT.parameters, new URLSearchParams({ trace, spans: '600' })),
  });
  let count = 0;
  for await (const line of exported.lines) count += line.match(/"spanId":/g)?.length ?? 0;
  expect([count, exported.cutBy]).toEqual([600, ['spans']]);
});

test('Links of different spans of an id to one cause are all listed and counted, each with its span', async () => {
  const store = await openForTest();
  const [client, server] = [CALL[1], CALL[2]];
  if (client === undefined || server === undefined) throw new Error('The call has both.');
  const carriers = [
    { ...client, links: [link(2, 7), link(2, 8)] },
    { ...server, links: [link(2, 7)] },
  ];
  await store.insert([
    ...carriers,
    ...carriers,
    span(2, 7, { name: 'cause' }),
    span(2, 8, { parentSpanId: spanIdOf(7) }),
  ]);
  const cause = { trace: traceIdOf(2), span: spanIdOf(7) };
  const { ledTo } = await ask(store, 'span', '', cause);
  expect([ledTo.total, ledTo.ends.map(({ span: end }) => end?.name)]).toEqual([2, ['get', 'GET /']]);
  const into = await ask(store, 'trace', '', { trace: cause.trace });
  expect(into.links.map(({ cause: { spanId }, span: end }) => [spanId, end?.name])).toEqual([
    [spanIdOf(7), 'get'],
    [spanIdOf(7), 'GET /'],
    [spanIdOf(8), 'get'],
  ]);
  const out = await ask(store, 'trace', '', { trace });
  expect([into.trace.linksIn, out.trace.linksOut, out.links.length]).toEqual([3, 3, 3]);
  const summaries = await summarizeInSql(createStoreReader(store), [trace, cause.trace]);
  expect([summaries.get(cause.trace)?.linksIn, summaries.get(trace)?.linksOut]).toEqual([3, 3]);
  // a graph draws one line from one id to another
  expect((await ask(store, 'graph', `trace=${trace}`)).links).toHaveLength(2);
  expect(await linksBetweenInSql(createStoreReader(store), [trace, cause.trace], 10)).toHaveLength(2);
  const few = { total: 2, perSpan: 2 };
  expect((await readLinks(createStoreReader(store), 'causes', [trace], few)).links).toHaveLength(2);
});

test('The call between a client and a server of one id is counted, and so are those of the server', async () => {
  const store = await openForTest();
  await store.insert(CALL);
  await store.insert(CALL);
  const { edges } = await ask(store, 'services');
  expect(edges.map(({ kind, from, to, count, errors }) => [kind, from, to, count, errors])).toEqual([
    ['call', 'back', 'db', 1, 0],
    ['call', 'front', 'back', 1, 1],
    ['link', 'queue', 'back', 1, 1],
  ]);
});

test('A later form without links or a caller takes those of earlier forms out of the service graph', async () => {
  const store = await openForTest();
  const [first, later] = [START + MS, START + 2n * MS];
  await store.insert([
    span(1, 1, { service: 'caller' }),
    span(2, 2, { service: 'cause', duration: MS, received: first }),
    span(1, 3, { service: 'callee', parentSpanId: spanIdOf(1), links: [link(2, 2)], received: first }),
    span(3, 4, { service: 'effect', time: START + 50n * MS, links: [link(2, 2)] }),
  ]);
  await store.insert([
    span(2, 2, { service: 'cause', duration: 9n * MS, received: later }),
    span(1, 3, { service: 'callee', received: later }),
  ]);
  const { edges } = await ask(store, 'services', 'since=0');
  // the gap is from the end of the latest form, by which the cause ended at 9 ms and 2 ns
  expect(edges.map(({ from, to, gap }) => [from, to, gap?.p50])).toEqual([['cause', 'effect', 41_000]]);
});

test('A service past the thousandth that an edge names has its own count', async () => {
  const store = await openForTest();
  const name = (number: number): string => `service ${String(number).padStart(4, '0')}`;
  await store.insert([
    ...Array.from({ length: 1005 }, (_, index) => span(1, index + 1, { service: name(index) })),
    // the last of them calls the first
    span(1, 2000, { service: name(0), parentSpanId: spanIdOf(1005) }),
  ]);
  const { services, edges, cutBy } = await ask(store, 'services');
  expect([services.length, cutBy]).toEqual([1001, ['rows']]);
  expect(edges.map(({ from, to }) => [from, to])).toEqual([[name(1004), name(0)]]);
  expect(services.find((service) => service.name === name(1004))?.spans).toBe(1);
});

test('A span with more links than a graph may show has as many as were asked for, if no other has any', async () => {
  const store = await openForTest();
  const links6000 = Array.from({ length: 6000 }, (_, index) => link(10 + index, 10 + index));
  await store.insert([span(1, 1, { links: links6000 })]);
  const { links, cutBy } = await ask(store, 'graph', `trace=${trace}&links=10&traces=100`);
  expect([links.length, cutBy.includes('links')]).toEqual([10, true]);
});

test('A duration of more than 292 years stays longer than all others, wherever it is computed', async () => {
  const store = await openForTest();
  const years = 31_557_600n * 1_000_000_000n;
  const attributes = {
    'spanlink.workflow.name': 'w',
    'spanlink.workflow.run_id': 'r',
    'spanlink.stage.name': 's',
  };
  await store.insert([span(1, 1, { duration: 300n * years, service: 'long', attributes })]);
  await store.insert(Array.from({ length: 5001 }, (_, index) => span(1, index + 2, { parentSpanId: spanIdOf(1) })));
  const micros = 300 * 31_557_600 * 1e6;
  const { trace: summary } = await ask(store, 'trace', 'spans=10', { trace });
  expect(summary.duration / micros).toBeCloseTo(1);
  expect((await ask(store, 'services')).services.find(({ name }) => name === 'long')).toMatchObject({ p50: micros });
  const [run] = (await ask(store, 'runs')).runs;
  expect(((run?.end ?? 0) - (run?.start ?? 0)) / micros).toBeCloseTo(1);
  const { traces } = await ask(store, 'search', 'minDuration=104000d');
  expect(traces.map(({ matches }) => matches.map(({ spanId }) => spanId))).toEqual([[spanIdOf(1)]]);
});

test('The details of a service with a long name are moved as lists move it', async () => {
  const store = await openForTest();
  const service = 's'.repeat(3000);
  await store.insert([span(1, 1, { service })]);
  const [listed] = (await ask(store, 'trace', '', { trace })).spans;
  const detail = await ask(store, 'span', '', { trace, span: spanIdOf(1) });
  const offsets = new Map([[listed?.service ?? '', 5000]]);
  expect(listed && moveSpan(listed, offsets).start).toBe(moveSpan(detail, offsets).start);
  expect(moveSpan(detail, offsets).start).toBe(detail.start + 5000);
});
