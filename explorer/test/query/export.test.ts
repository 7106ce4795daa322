/** The export of a causal graph, and the way back: what was exported has the same answers. */
import { EXPORT } from '../../api/export';
import { readParameters } from '../../api/read-parameters';
import { NumberedNames } from '../../server/query/export/numbered-names';
import { exportGraph } from '../../server/query/export/export-graph';
import { createStoreReader } from '../../server/store/store-reader';
import type { Store } from '../../server/store/open-store';
import { openEmbedded } from '../../server/store/embedded';
import type { SpanRow } from '../../server/store/span-row';
import { OTLP_FILES } from '../files/otlp-files';
import { problemsOf, read } from '../files/reading';
import { CURRENT, OLD } from '../store/collector-tables';
import { closeAll, newFolder, openForTest } from '../store/folder';
import { link, span, spanIdOf, traceIdOf } from '../store/spans';
import { ask, nanosAt, story as storyOfAll } from './story';

afterEach(closeAll);

// as they are received, where the service is that of the resource
const story = storyOfAll.map((row) => ({ ...row, resource: { 'service.name': row.service } }));

async function exported(
  store: Store,
  query: string,
): Promise<{ text: string; cutBy: readonly string[]; name: string }> {
  const params = readParameters('export', EXPORT.parameters, new URLSearchParams(query));
  const { lines, cutBy, name } = await exportGraph(createStoreReader(store), params);
  let text = '';
  for await (const line of lines) text += line;
  return { text, cutBy, name };
}

let data = '';

function opened(): Promise<Store> {
  data = newFolder();
  return openForTest({ data });
}

/** Reads an export into another store: a database of its own, as the engine has one folder open at a time. */
async function reopened(text: string): Promise<Store> {
  const store = await openForTest({ data, database: 'copy' });
  expect(problemsOf(await read(store, text))).toEqual([]);
  return store;
}

/** Returns an answer without the times of receipt, which are those of the reading. */
const timeless = (answer: unknown): unknown =>
  JSON.parse(JSON.stringify(answer, (key, value: unknown) => (key === 'received' ? undefined : value)));

const rich: SpanRow = span(7, 0x71, {
  time: nanosAt(4000) + 123n,
  name: 'n'.repeat(2000),
  service: '',
  resource: { host: 'ä', 'k8s.pod.name': '' },
  scopeName: '',
  scopeVersion: '',
  kind: 'Unspecified',
  status: 'Ok',
  statusMessage: 'a "message"',
  traceState: 'a=1,b=2',
  attributes: { int: '9223372036854775807', list: '["a",1]', bytes: 'AQI=', empty: '', __proto__x: '1', '2': 'b' },
  dropped: { attributes: 1, events: 2, links: 3 },
  events: [
    { time: nanosAt(3999) + 1n, name: '', attributes: {}, droppedAttributes: 4 },
    { time: 0n, name: 'no time', attributes: { a: '\u0000\u2028' } },
  ],
  links: [
    { ...link(5, 0x51, { 'spanlink.relation': 'after', long: 'x'.repeat(3000) }), flags: 0x301, droppedAttributes: 5 },
    { ...link(5, 0x51), traceState: 'c=3' },
    link(98, 0x981),
  ],
});
// Zipkin's client and server of one call
const shared = [
  span(7, 0x72, {
    time: nanosAt(4001),
    kind: 'Client',
    service: 'shop',
    resource: { 'service.name': 'shop' },
    parentSpanId: spanIdOf(0x71),
  }),
  span(7, 0x72, {
    time: nanosAt(4001),
    kind: 'Server',
    service: 'payments',
    resource: { 'service.name': 'payments' },
    parentSpanId: spanIdOf(0x71),
  }),
];

test('An export that is opened elsewhere has the same graph, chains, spans, services and traces', async () => {
  const store = await opened();
  await store.insert([...story, rich, ...shared]);
  // in another form, which is the latest
  await store.insert([span(5, 0x51, { ...story[10], attributes: { text: 'sent again' }, received: nanosAt(9000) })]);
  const { text, cutBy, name } = await exported(store, `trace=${traceIdOf(3)}&hops=10`);
  expect([cutBy, name]).toEqual([[], 'spanlink-00000000.jsonl']);
  const copy = await reopened(text);
  const traces = [1, 2, 3, 4, 5, 7];
  const spans: readonly (readonly [trace: number, span: number, nth?: number])[] = [
    ...[...story, rich].map(({ traceId, spanId }) => [parseInt(traceId, 16), parseInt(spanId, 16)] as const),
    [7, 0x72, 1],
    [7, 0x72, 2],
  ];
  for (const ask1 of [
    ...traces.flatMap((trace) => [
      (one: Store) => ask(one, 'graph', `trace=${traceIdOf(trace)}&hops=10`),
      (one: Store) => ask(one, 'trace', '', { trace: traceIdOf(trace) }),
      (one: Store) => ask(one, 'chain', `trace=${traceIdOf(trace)}&end=last`),
    ]),
    ...spans
      .filter(([trace]) => trace !== 9)
      .map(
        ([trace, number, nth = 1]) =>
          (one: Store) =>
            ask(one, 'span', `nth=${nth}`, { trace: traceIdOf(trace), span: spanIdOf(number) }),
      ),
    (one: Store) => ask(one, 'search', 'causedBy.attribute=order.id=42'),
  ])
    expect(timeless(await ask1(copy))).toEqual(timeless(await ask1(store)));
  // trace 9 has nothing to do with them
  await expect(ask(copy, 'trace', '', { trace: traceIdOf(9) })).rejects.toThrow('was received');
  const services = async (one: Store): Promise<unknown> => {
    const { services: nodes, edges } = await ask(one, 'services', 'since=2026-11-18');
    return [nodes.filter((node) => node.name !== 'shop'), edges];
  };
  expect(await services(copy)).toEqual(await services(store));
  // and once more, to the letter
  const sorted = (lines: string): string[] => lines.split('\n').sort();
  expect(sorted((await exported(copy, `trace=${traceIdOf(3)}&hops=10`)).text)).toEqual(sorted(text));
});

test('What was received with types comes back as text, and with all else as it was', async () => {
  const store = await opened();
  await read(store, OTLP_FILES['a line of JSON']?.(0x6001) ?? '');
  const { text } = await exported(store, `trace=${traceIdOf(0x6001)}`);
  const [sent] = (JSON.parse(String(OTLP_FILES['a line of JSON']?.(0x6001))) as { resourceSpans: object[] })
    .resourceSpans;
  const asText = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value)
        .replace('{"intValue":"9223372036854775807"}', '{"stringValue":"9223372036854775807"}')
        .replace(
          '{"arrayValue":{"values":[{"stringValue":"a"},{"boolValue":true}]}}',
          '{"stringValue":"[\\"a\\",true]"}',
        )
        .replace(
          '{"kvlistValue":{"values":[{"key":"k","value":{"doubleValue":1.5}}]}}',
          '{"stringValue":"{\\"k\\":1.5}"}',
        ),
    );
  expect(JSON.parse(text)).toEqual({ resourceSpans: [asText(sent)] });
});

test('Of a span that was sent again only the latest form is exported, of spans that share an id all are', async () => {
  const store = await opened();
  const again = { name: 'again', links: [link(2, 2)], status: 'Error', received: nanosAt(9000) };
  await store.insert([span(1, 1, { links: [link(3, 3)] }), span(2, 2), span(3, 3), ...shared]);
  await store.insert([span(1, 1, again), ...shared.map((one) => ({ ...one, statusMessage: 'again' }))]);
  const namesOf = async (trace: number): Promise<unknown> => {
    const { text } = await exported(store, `trace=${traceIdOf(trace)}`);
    const { resourceSpans } = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[] };
    return resourceSpans
      .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
      .map(({ traceId, name, kind, status, links = [] }) => [
        traceId,
        name,
        kind,
        status.message ?? '',
        links.map((one) => one.traceId),
      ])
      .sort();
  };
  // trace 3 is what only the earlier form led back to
  expect(await namesOf(1)).toEqual([
    [traceIdOf(1), 'again', 1, '', [traceIdOf(2)]],
    [traceIdOf(2), 'work', 1, '', []],
  ]);
  expect(await namesOf(7)).toEqual([
    [traceIdOf(7), 'work', 2, 'again', []],
    [traceIdOf(7), 'work', 3, 'again', []],
  ]);
});

interface SentSpan {
  readonly traceId: string;
  readonly name: string;
  readonly kind: number;
  readonly status: { readonly message?: string };
  readonly links?: readonly { readonly traceId: string }[];
}

test.each([
  ['2025', CURRENT],
  ['2023', OLD],
])("Spans in a Collector's table of %s, which has fewer columns, are exported as well", async (_, table) => {
  data = newFolder();
  const engine = await openEmbedded(data, 'default');
  await engine.command(table);
  await engine.close();
  const store = await openForTest({ data });
  await store.insert([...story, rich, ...shared]);
  const { text } = await exported(store, `trace=${traceIdOf(3)}&hops=10`);
  expect(text).not.toMatch(/"dropped|"flags|"schemaUrl/);
  const copy = await reopened(text);
  const unknown = ['received', 'dropped', 'droppedAttributes', 'flags'];
  const known = (answer: unknown): unknown =>
    JSON.parse(JSON.stringify(answer, (key, value: unknown) => (unknown.includes(key) ? undefined : value)));
  for (const ask1 of [
    (one: Store) => ask(one, 'graph', `trace=${traceIdOf(3)}&hops=10`),
    (one: Store) => ask(one, 'span', '', { trace: traceIdOf(7), span: spanIdOf(0x71) }),
    (one: Store) => ask(one, 'span', 'nth=2', { trace: traceIdOf(7), span: spanIdOf(0x72) }),
  ])
    expect(known(await ask1(copy))).toEqual(known(await ask1(store)));
});

describe('Without what is private', () => {
  const secret = (trace: number): string => `abcdef${trace}`.padEnd(32, '0');
  const renamed = (row: SpanRow): SpanRow => ({
    ...row,
    traceId: secret(parseInt(row.traceId, 16)),
    links: row.links.map((one) => ({ ...one, traceId: secret(parseInt(one.traceId, 16)) })),
  });

  test('ids are other ones, the same everywhere, also in attributes and texts, and times move together', async () => {
    const store = await opened();
    const holder = span(4, 0x43, {
      time: nanosAt(1020),
      parentSpanId: spanIdOf(0x41),
      attributes: {
        traceparent: `00-${secret(3)}-${spanIdOf(0x32)}-01`,
        'trace.id': secret(3).toUpperCase(),
        'spanlink.workflow.run_id': 'f'.repeat(32),
        hash: 'e'.repeat(32),
        number: '1795000000000000',
      },
      statusMessage: `see ${secret(3)}.`,
      events: [{ time: nanosAt(1021), name: `at ${spanIdOf(0x32)}`, attributes: { of: secret(3) } }],
    });
    await store.insert([...story, holder].map(renamed));
    const query = `trace=${secret(3)}&hops=10`;
    const { text, name } = await exported(store, `${query}&ids=renamed&times=shifted`);
    expect(name).toBe('spanlink-anonymous.jsonl');
    for (const { traceId, spanId } of [...story, holder].map(renamed)) {
      if (traceId === secret(9)) continue;
      expect(text.toLowerCase()).not.toContain(traceId);
      expect(text).not.toContain(spanId);
    }
    expect(text).not.toMatch(/Nano":"17/);
    const copy = await reopened(text);
    const before = await ask(store, 'graph', query);
    const [batch] = (await ask(copy, 'search', 'name=process')).traces;
    const after = await ask(copy, 'graph', `trace=${batch?.traceId}&hops=10`);
    const shapeOf = ({ spans, links }: typeof after): unknown => {
      const first = Math.min(...spans.map(({ start }) => start));
      const names = new Map(spans.map((one) => [one.spanId, `${one.name} of ${one.service} at ${one.start - first}`]));
      const nameOf = (id: string | undefined): string => names.get(id ?? '') ?? 'none';
      return [
        spans.map((one) => [nameOf(one.spanId), nameOf(one.parentSpanId), one.duration, one.status]),
        links.map(({ cause, effect, relation }) => [nameOf(cause.spanId), nameOf(effect.spanId), relation]).sort(),
      ];
    };
    expect(shapeOf(after)).toEqual(shapeOf(before));
    expect(new Date(Math.min(...after.spans.map(({ start }) => start)) / 1000).toISOString()).toBe(
      '2000-01-01T00:00:00.000Z',
    );
    const failed = after.spans.find((one) => one.name === 'fulfil' && one.status === 'error');
    const held = after.spans.find((one) => one.name === 'work');
    const detail = await ask(copy, 'span', '', { trace: held?.traceId ?? '', span: held?.spanId ?? '' });
    expect(detail).toMatchObject({
      attributes: {
        traceparent: `00-${failed?.traceId}-${failed?.spanId}-01`,
        'trace.id': failed?.traceId,
        // these only look like ids
        hash: 'e'.repeat(32),
        number: '1795000000000000',
      },
      statusMessage: `see ${failed?.traceId}.`,
      events: [{ name: `at ${failed?.spanId}`, attributes: { of: failed?.traceId } }],
    });
    expect(detail.attributes['spanlink.workflow.run_id']).toMatch(/^(?!f{32})[0-9a-f]{32}$/);
    // another export has other ids, so that two reports cannot be joined
    expect((await exported(store, `${query}&ids=renamed`)).text).not.toContain(failed?.traceId);
  });

  test('names of services and spans are numbered, and stay those that are the same', async () => {
    const store = await opened();
    await store.insert([
      span(1, 1, { attributes: { 'peer.service': 'payments' }, links: [link(2, 2)] }),
      span(2, 2, { service: 'payments', resource: { 'service.name': 'payments' } }),
      span(2, 3, { name: 'other', service: 'payments', resource: { 'service.name': 'payments' } }),
    ]);
    const { text } = await exported(store, `trace=${traceIdOf(1)}&names=renamed`);
    expect(text).not.toMatch(/payments|orders|"work"|"other"/);
    const copy = await reopened(text);
    const { spans } = await ask(copy, 'graph', `trace=${traceIdOf(1)}`);
    const [one, two, three] = spans;
    expect([two?.service, two?.name]).toEqual([three?.service, one?.name]);
    expect(three?.name).not.toBe(two?.name);
    const detail = await ask(copy, 'span', '', { trace: traceIdOf(1), span: spanIdOf(1) });
    expect(detail.attributes).toEqual({ 'peer.service': two?.service });
  });
});

test('A large export is cut where it is asked to be, and its lines are short enough for the Collector', async () => {
  const store = await opened();
  const text = 'ü'.repeat(20_000);
  await store.insert(Array.from({ length: 700 }, (_, number) => span(1, number + 1, { attributes: { text } })));
  const all = await exported(store, `trace=${traceIdOf(1)}`);
  const lengths = all.text
    .trimEnd()
    .split('\n')
    .map((line) => Buffer.byteLength(line));
  expect(Math.max(...lengths)).toBeLessThan(2 ** 20);
  expect(all.cutBy).toEqual([]);
  const copy = await reopened(all.text);
  expect((await ask(copy, 'status')).spans).toBe(700);
  expect((await exported(store, `trace=${traceIdOf(1)}&spans=10`)).cutBy).toEqual(['spans']);
});

test('Spans with names that are too long for the graph to list are exported with their names whole', async () => {
  const store = await opened();
  const name = '🙂'.repeat(1000);
  await store.insert(Array.from({ length: 9000 }, (_, id) => span(1, id + 1, { name })));
  const { text } = await exported(store, `trace=${traceIdOf(1)}&spans=10000`);
  expect(text.split(JSON.stringify(name))).toHaveLength(9001);
});

test('Names of thousands of spans that are long, and begin alike, are renamed within a bound of time', async () => {
  const names = Array.from({ length: 6000 }, (_, index) => `${'n'.repeat(20_000)}${10_000 + (index % 3000)}`);
  const numbered = new NumberedNames('operation');
  const renamed: string[] = [];
  for (const name of names) {
    renamed.push(numbered.of(name));
    // lets the test run into its bound
    if (renamed.length % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(renamed.slice(0, 3000)).toEqual(Array.from({ length: 3000 }, (_, index) => `operation-${index + 1}`));
  expect(renamed.slice(3000)).toEqual(renamed.slice(0, 3000));
  expect([numbered.of(''), numbered.get('none'), numbered.get(names[1] ?? '')]).toEqual(['', undefined, 'operation-2']);
  // not the digest of a long name
  expect(numbered.of('x')).toBe('operation-3001');
}, 10_000);

test('A trace that was not received has no export', async () => {
  const store = await opened();
  await expect(exported(store, `trace=${traceIdOf(1)}`)).rejects.toThrow('No span of trace');
});
