/** Spans that were sent several times, and different spans of one id. */
import { startClickhouse } from '../store/clickhouse-server';
import type { Store } from '../../server/store/open-store';
import type { SpanRow } from '../../server/store/span-row';
import { closeAll, newFolder, openForTest } from '../store/folder';
import { link, span, spanIdOf, START, traceIdOf } from '../store/spans';
import { ask } from './story';

afterEach(closeAll);

const MS = 1_000_000n;
const trace = traceIdOf(1);

/** Zipkin's spans of one call: its client and its server share the id; and what the server did. */
const CALL: readonly SpanRow[] = [
  span(1, 1, { name: 'page', service: 'front' }),
  span(1, 2, {
    name: 'get',
    service: 'front',
    kind: 'Client',
    parentSpanId: spanIdOf(1),
    duration: 9n * MS,
    attributes: { side: 'client' },
  }),
  span(1, 2, {
    name: 'GET /',
    service: 'back',
    kind: 'Server',
    parentSpanId: spanIdOf(1),
    time: START + MS,
    duration: 5n * MS,
    status: 'Error',
    attributes: { side: 'server' },
    links: [link(9, 9)],
  }),
  span(1, 3, { name: 'query', service: 'back', parentSpanId: spanIdOf(2), time: START + 2n * MS }),
];

async function bothShown(store: Store): Promise<void> {
  const answer = await ask(store, 'trace', '', { trace });
  expect(answer.spans.map(({ name, spanId, nth }) => [name, Number(spanId), nth])).toEqual([
    ['page', 1, undefined],
    ['get', 2, undefined],
    ['GET /', 2, 2],
    ['query', 3, undefined],
  ]);
  expect([answer.trace.spans, answer.trace.errors]).toEqual([4, 1]);
  const graph = await ask(store, 'graph', `trace=${trace}`);
  expect(graph.spans.map(({ name }) => name).sort()).toEqual(['GET /', 'get', 'page', 'query']);
  const [client, server] = await Promise.all([
    ask(store, 'span', '', { trace, span: spanIdOf(2) }),
    ask(store, 'span', 'nth=2', { trace, span: spanIdOf(2) }),
  ]);
  expect([client.name, client.attributes, client.nth]).toEqual(['get', { side: 'client' }, undefined]);
  expect([server.name, server.attributes, server.nth]).toEqual(['GET /', { side: 'server' }, 2]);
  expect([client.causedBy.total, server.causedBy.total]).toEqual([0, 1]);
  await expect(ask(store, 'span', 'nth=3', { trace, span: spanIdOf(2) })).rejects.toThrow('there are 2, and not 3');
  const { services } = await ask(store, 'services');
  expect(services.map(({ name, spans, errors }) => [name, spans, errors]).sort()).toEqual([
    ['back', 2, 1],
    ['front', 2, 0],
  ]);
  const search = await ask(store, 'search', 'service=back');
  expect(search.traces[0]?.matches.map(({ name }) => name)).toEqual(['GET /', 'query']);
}

test('Different spans of one id are both shown, and neither is doubled by being sent again', async () => {
  const store = await openForTest();
  for (const row of CALL) await store.insert([row]);
  await bothShown(store);
  await store.insert(CALL);
  await bothShown(store);
  for (const table of [store.tables.traces, store.tables.index]) await store.query(`OPTIMIZE TABLE ${table} FINAL`);
  await bothShown(store);
});

test('Different spans of one id are both shown on a server', async () => {
  const server = await startClickhouse(newFolder());
  try {
    const store = await openForTest({ clickhouse: server.url });
    await store.insert(CALL);
    await bothShown(store);
    await store.close();
  } finally {
    await server.close();
  }
});

test('Links of one of several spans of an id are all counted, however few are listed', async () => {
  const store = await openForTest();
  const links = (first: number, count: number): SpanRow['links'] =>
    Array.from({ length: count }, (_, index) => link(first + index, 1));
  await store.insert([
    span(1, 2, { name: 'get', kind: 'Client', links: links(1000, 6) }),
    span(1, 2, { name: 'GET /', service: 'back', kind: 'Server', time: START + MS, links: links(2000, 9) }),
  ]);
  for (const [nth, total] of [
    [1, 6],
    [2, 9],
  ] as const) {
    const { causedBy, cutBy } = await ask(store, 'span', `nth=${nth}&links=4`, { trace, span: spanIdOf(2) });
    expect([causedBy.total, causedBy.ends.length, cutBy]).toEqual([total, 4, ['links']]);
    expect(causedBy.ends.every(({ cause }) => Math.floor(Number(`0x${cause.traceId}`) / 1000) === nth)).toBe(true);
  }
});

const FORMS: readonly SpanRow[] = [1n, 2n, 3n].map((form) =>
  span(1, 1, {
    received: START + form * MS,
    name: `form ${form}`,
    duration: form === 1n ? 0n : (4n - form) * MS,
    status: form === 3n ? 'Ok' : 'Error',
    attributes: {
      form: String(form),
      'spanlink.workflow.name': 'w',
      'spanlink.workflow.run_id': 'r',
      'spanlink.stage.name': 's',
    },
    links: Array.from({ length: Number(form) }, (_, index) => link(2, index + 5, { form: String(form) })),
  }),
);

async function latestShown(store: Store): Promise<void> {
  const shown = { name: 'form 3', status: 'ok', duration: 1000 };
  const detail = await ask(store, 'span', '', { trace, span: spanIdOf(1) });
  expect(detail).toMatchObject({ ...shown, attributes: { form: '3' } });
  expect(detail.causedBy.total).toBe(3);
  expect(detail.causedBy.ends.map(({ attributes }) => attributes)).toEqual([1, 2, 3].map(() => ({ form: '3' })));
  const answer = await ask(store, 'trace', '', { trace });
  expect(answer.spans).toEqual([expect.objectContaining(shown)]);
  expect(answer.trace).toMatchObject({ spans: 1, errors: 0, name: 'form 3', duration: 1000, linksOut: 3 });
  expect(answer.links.map(({ attributes }) => attributes)).toEqual([1, 2, 3].map(() => ({ form: '3' })));
  expect((await ask(store, 'graph', `trace=${trace}`)).spans).toEqual([expect.objectContaining(shown)]);
  const { services } = await ask(store, 'services');
  expect(services.map(({ spans, errors, p50 }) => [spans, errors, p50])).toEqual([[1, 0, 1000]]);
  expect((await ask(store, 'run', '', { workflow: 'w', run: 'r' })).attempts.map(({ span: { name } }) => name)).toEqual(
    ['form 3'],
  );
  expect((await ask(store, 'span', '', { trace: traceIdOf(2), span: spanIdOf(5) }).catch(String)) as unknown).toContain(
    'but 1 links to it',
  );
}

test.each([
  ['in their order', [0, 1, 2]],
  ['the latest first', [2, 0, 1]],
  ['the latest in between', [1, 2, 0]],
])('A span that is sent again with more in it shows its latest form everywhere, stored %s', async (_order, order) => {
  const store = await openForTest();
  for (const index of order) await store.insert(FORMS.slice(index, index + 1));
  await latestShown(store);
  for (const table of [store.tables.traces, store.tables.index]) await store.query(`OPTIMIZE TABLE ${table} FINAL`);
  await latestShown(store);
});

test('A trace that only an earlier form of a span was linked to tells nothing about clocks', async () => {
  const store = await openForTest();
  const caller = span(2, 1, { service: 'front', kind: 'Client', time: START + 20n * MS });
  const callee = span(2, 2, { service: 'back', kind: 'Server', parentSpanId: spanIdOf(1), time: START + 10n * MS });
  await store.insert([span(1, 1, { service: 'back' }), callee, { ...caller, links: [link(1, 1)] }]);
  const chainOf = async () => ask(store, 'chain', `trace=${trace}&end=last`);
  expect((await chainOf()).steps.map((step) => step.span.service)).toEqual(['back', 'front']);
  expect((await chainOf()).clockOffsets).toHaveLength(1);

  await store.insert([{ ...caller, received: START + 99n * MS }]);
  const { steps, clockOffsets } = await chainOf();
  expect(steps.map((step) => step.span.service)).toEqual(['back']);
  expect(clockOffsets).toBeUndefined();
});

test('A run that a span no longer has was not received, and is not named as one that was.', async () => {
  const store = await openForTest();
  const attributesOf = (run: string): Record<string, string> => ({
    'spanlink.workflow.name': 'order',
    'spanlink.workflow.run_id': run,
  });
  await store.insert([
    span(1, 1, { attributes: attributesOf('earlier'), received: START }),
    span(1, 1, { attributes: attributesOf('later'), received: START + MS }),
  ]);
  await expect(ask(store, 'run', '', { workflow: 'order', run: 'earlier' })).rejects.toThrow(
    'Run "earlier" of workflow "order" was not received. The newest runs of that workflow are "later".',
  );
  await expect(ask(store, 'run', '', { workflow: 'order', run: 'later' })).rejects.toThrow(
    'Run "later" of workflow "order" has no attempt of a stage yet: of it, only other spans were received.',
  );
});
