/** The bounds of answers: which are named, what is never left out, and that texts of any column are cut. */
import { withinBytes } from '../../server/query/within-bytes';
import { jsonSize } from '../../server/store/json-size';
import { closeAll, openForTest } from '../store/folder';
import { link, span, spanIdOf, traceIdOf } from '../store/spans';
import { ask, nanosAt } from './story';

afterEach(closeAll);

const LONG = 'x'.repeat(60_000);

test('The span that was asked for is in a graph of one span, whatever came before it', async () => {
  const store = await openForTest();
  await store.insert([
    span(1, 1),
    span(2, 2, { time: nanosAt(10), links: [link(1, 1)] }),
    span(2, 3, { time: nanosAt(20), parentSpanId: spanIdOf(2) }),
    span(2, 4, { time: nanosAt(30), parentSpanId: spanIdOf(2) }),
  ]);
  const query = `trace=${traceIdOf(2)}&span=${spanIdOf(4)}&spans=1`;
  const { spans, cutBy } = await ask(store, 'graph', query);
  expect([spans.map(({ spanId }) => spanId), cutBy]).toEqual([[spanIdOf(4)], ['spans']]);
  const kept = await ask(store, 'graph', `trace=${traceIdOf(2)}&spans=1&keep=${traceIdOf(2)}:${spanIdOf(3)}`);
  expect(kept.spans.map(({ spanId }) => spanId)).toEqual([spanIdOf(3)]);
});

test('A span is kept in a trace and in a graph that have more spans than one query reads', async () => {
  const store = await openForTest();
  await store.insert(
    Array.from({ length: 120_000 }, (_, index) => span(1, index + 1, { time: nanosAt(index), duration: 1n })),
  );
  const keep = `${traceIdOf(1)}:${spanIdOf(119_000)}`;
  const trace = await ask(store, 'trace', `spans=10&keep=${keep}`, { trace: traceIdOf(1) });
  const shown = [...Array.from({ length: 9 }, (_, index) => spanIdOf(index + 1)), spanIdOf(119_000)];
  expect([trace.spans.map(({ spanId }) => spanId), trace.cutBy]).toEqual([shown, ['spans']]);
  const graph = await ask(store, 'graph', `trace=${traceIdOf(1)}&spans=10&keep=${keep}`);
  expect(graph.spans.map(({ spanId }) => spanId)).toContain(spanIdOf(119_000));
  // a span that does not exist is no reason to leave out another
  const absent = `${traceIdOf(1)}:${spanIdOf(200_000)}`;
  expect((await ask(store, 'trace', `spans=10&keep=${absent}`, { trace: traceIdOf(1) })).spans).toHaveLength(10);
});

test('An answer names each bound that left something out', async () => {
  const store = await openForTest();
  // 1 → 2 → 3, and 1 → 4 … 8
  await store.insert([
    span(1, 1),
    span(2, 2, { links: [link(1, 1)] }),
    span(3, 3, { links: [link(2, 2)] }),
    ...[4, 5, 6, 7, 8].map((number) => span(number, number, { links: [link(1, 1)] })),
  ]);
  const bounds = async (query: string): Promise<readonly string[]> =>
    (await ask(store, 'graph', `trace=${traceIdOf(1)}&${query}`)).cutBy;
  expect(await bounds('hops=2')).toEqual([]);
  expect(await bounds('hops=1')).toEqual(['hops']);
  expect(await bounds('hops=1&traces=3')).toEqual(['hops', 'traces']);
  expect(await bounds('spans=3')).toEqual(['spans']);
  expect(await bounds('links=2')).toEqual(['links']);
  expect((await ask(store, 'search', `causedBy.trace=${traceIdOf(1)}&hops=1`)).cutBy).toEqual(['hops']);
  const detail = await ask(store, 'span', 'links=3', { trace: traceIdOf(1), span: spanIdOf(1) });
  expect([detail.ledTo.total, detail.ledTo.ends.length, detail.cutBy]).toEqual([6, 3, ['links']]);
});

test('Long texts of every column are cut and marked in lists, and whole in the details of their span', async () => {
  const store = await openForTest();
  const attributes = {
    'spanlink.workflow.name': 'import',
    'spanlink.workflow.run_id': 'r1',
    'spanlink.stage.name': LONG,
    'spanlink.stage.item': LONG,
    [LONG]: LONG,
  };
  const given = {
    service: LONG,
    name: LONG,
    scopeName: LONG,
    scopeVersion: LONG,
    statusMessage: LONG,
    traceState: LONG,
    attributes,
    resource: { [LONG]: LONG },
    events: [{ time: nanosAt(1), name: LONG, attributes: { [LONG]: LONG } }],
  };
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`${index} ${LONG}`.slice(0, 5000), LONG]));
  await store.insert([
    span(1, 1, given),
    span(2, 2, { ...given, parentSpanId: spanIdOf(9), links: [link(1, 1, { ...many, 'spanlink.relation': LONG })] }),
    span(2, 9, { service: 'caller' }),
  ]);
  for (const [answer, most] of [
    [await ask(store, 'trace', '', { trace: traceIdOf(2) }), 100_000],
    [await ask(store, 'graph', `trace=${traceIdOf(2)}`), 100_000],
    [await ask(store, 'chain', `trace=${traceIdOf(2)}&span=${spanIdOf(2)}`), 100_000],
    [await ask(store, 'search'), 10_000],
    [await ask(store, 'services'), 20_000],
    [await ask(store, 'runs'), 1000],
    [await ask(store, 'run', '', { workflow: 'import', run: 'r1' }), 100_000],
    [await ask(store, 'facets'), 1000],
  ] as const) {
    expect(jsonSize(answer)).toBeLessThan(most);
    if ('traces' in answer || 'spans' in answer) expect(answer.cutBy).toEqual(['text']);
  }
  const { links } = await ask(store, 'graph', `trace=${traceIdOf(2)}`);
  expect(links).toMatchObject([{ relation: `${'x'.repeat(1024)}…`, isCut: true }]);

  const detail = await ask(store, 'span', '', { trace: traceIdOf(1), span: spanIdOf(1) });
  const { service, name, scope, statusMessage, traceState, resource, events } = detail;
  const texts = [service, name, scope.name, scope.version, statusMessage, traceState];
  expect(texts.every((text) => text === LONG)).toBe(true);
  expect([detail.attributes[LONG], resource[LONG], events[0]?.name, events[0]?.attributes[LONG]]).toEqual(
    Array.from({ length: 4 }, () => LONG),
  );
}, 120_000);

test('A trace with a quarter of a gigabyte of link attributes is answered, with all links', async () => {
  const store = await openForTest();
  // a thousand links of 250 attributes of a kilobyte each
  const attributes = Object.fromEntries(Array.from({ length: 250 }, (_, index) => [`key ${index}`, 'v'.repeat(1000)]));
  for (let block = 0; block < 10; block += 1)
    await store.insert(
      Array.from({ length: 100 }, (_, index) =>
        span(1, block * 100 + index + 10, { links: [link(2, 2, { ...attributes, 'spanlink.relation': 'item' })] }),
      ),
    );
  await store.insert([span(2, 2)]);
  const trace = await ask(store, 'trace', '', { trace: traceIdOf(1) });
  expect([trace.spans.length, trace.links.length, trace.cutBy]).toEqual([1000, 1000, ['text']]);
  expect(trace.links.every(({ relation, isCut }) => relation === 'item' && isCut === true)).toBe(true);
  expect(jsonSize(trace)).toBeLessThan(33_000_000);
  const { ledTo } = await ask(store, 'span', 'links=1000', { trace: traceIdOf(2), span: spanIdOf(2) });
  expect([ledTo.total, ledTo.ends.length]).toEqual([1000, 1000]);
  const graph = await ask(store, 'graph', `trace=${traceIdOf(2)}`);
  expect([graph.links.length, graph.lanes.length]).toEqual([1000, 2]);
}, 120_000);

test('What does not fit into an answer is left out of the end of its lists, which it says', () => {
  const spans = Array.from({ length: 100 }, (_, index) => ({
    traceId: traceIdOf(1),
    spanId: spanIdOf(index + 1),
    name: '\u0001'.repeat(1000),
    service: 's',
    kind: 'internal' as const,
    status: 'unset' as const,
    start: index,
    duration: 1,
  }));
  const answer = { attempts: spans.map((one) => ({ stage: 'a', attempt: 1, span: one })), links: [] };
  const whole = { workflow: 'w', run: 'r', ...answer, isCut: false, cutBy: [] };
  expect(withinBytes('run', whole)).toBe(whole);
  const cut = withinBytes('run', whole, 100_000);
  expect(Buffer.byteLength(JSON.stringify(cut))).toBeLessThan(100_000);
  expect([cut.attempts, cut.isCut, cut.cutBy]).toEqual([whole.attempts.slice(0, cut.attempts.length), true, ['bytes']]);
  expect(cut.attempts.length).toBeGreaterThan(10);
});

test.each([
  'plain text, as most is',
  '"quoted\\"',
  'line\nbreak\u0001\u007f',
  'ümlaut 😀 漢字',
  '\ud800 half a pair',
  '',
])('The size of %j is that of its JSON', (text) => {
  for (const value of [text, [text, text], { [text]: { inner: [text] } }])
    expect(jsonSize(value)).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(value)));
});

test('A trace says that it has more services than it lists, and names its own the same in both places', async () => {
  const store = await openForTest();
  const service = (name: string): { service: string } => ({ service: name });
  await store.insert([
    ...Array.from({ length: 101 }, (_, index) => span(1, index + 1, service(`service ${index}`))),
    ...Array.from({ length: 100 }, (_, index) => span(2, index + 1, service(`service ${index}`))),
    span(3, 1, service('s'.repeat(600))),
  ]);
  const summaryOf = async (number: number) => {
    const { trace, cutBy } = await ask(store, 'trace', '', { trace: traceIdOf(number) });
    return [trace.services.length, trace.isCut, cutBy];
  };
  expect(await summaryOf(1)).toEqual([100, true, ['text']]);
  expect(await summaryOf(2)).toEqual([100, undefined, []]);
  const { trace, cutBy } = await ask(store, 'trace', '', { trace: traceIdOf(3) });
  expect([trace.services, cutBy]).toEqual([[trace.service], []]);
});
