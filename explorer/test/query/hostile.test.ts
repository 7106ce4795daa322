/** Questions with hostile texts, and spans of wrong clocks: each finds what it names, and nothing else. */
import fc from 'fast-check';
import type { SpanRow } from '../../server/store/span-row';
import { closeAll, openForTest } from '../store/folder';
import { link, span, spanIdOf, traceIdOf } from '../store/spans';
import { ask } from './story';

afterEach(closeAll);

const injections = [
  "' OR 1=1 --",
  "'; DROP TABLE otel_traces; --",
  '\\',
  "\\' OR '1'='1",
  '{service:String}',
  "{trace:String}' UNION ALL SELECT 1 --",
  '`; SYSTEM SHUTDOWN',
  '%',
  '_',
  '\u0000',
  '\ud83d\ude42',
  'x\'y"z`',
  '$1',
  '$&',
  '/* */',
  '\n--\n',
];

/** Texts without `*`, which stands for any characters in a name. */
const texts = (): string[] => [
  ...new Set([
    ...injections,
    ...fc
      .sample(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^['"\\\0{}:a\n`;%_-]{1,20}$/)), 30)
      .map((text) => text.toWellFormed().replaceAll('*', '').slice(0, 200))
      .filter((text) => text !== ''),
  ]),
];

test('A search by any text finds the spans with this text, and no others', async () => {
  const store = await openForTest();
  const all = texts();
  await store.insert(
    all.map((text, index) => span(index + 1, index + 1, { name: text, service: text, attributes: { key: text } })),
  );
  for (const [index, text] of all.entries()) {
    const value = encodeURIComponent(text);
    for (const query of [
      `service=${value}`,
      `name=${value}`,
      `attribute=key%3D${value}`,
      `causedBy.service=${value}`,
    ]) {
      const { traces } = await ask(store, 'search', query);
      expect([query, traces.map(({ traceId }) => traceId)]).toEqual([
        query,
        query.startsWith('causedBy') ? [] : [traceIdOf(index + 1)],
      ]);
    }
  }
  expect((await ask(store, 'status')).spans).toBe(all.length);
}, 240_000);

test('Spans of clocks 400 days off are stored, found, linked and counted like others', async () => {
  const store = await openForTest();
  const now = BigInt(Date.now()) * 1_000_000n;
  const off = 400n * 86_400n * 1_000_000_000n;
  const row = (trace: number, service: string, time: bigint, fields: Partial<SpanRow> = {}): SpanRow =>
    span(trace, trace, { service, time, received: now, ...fields });
  await store.insert([row(1, 'behind', now - off)]);
  await store.insert([row(2, 'right', now, { links: [link(1, 1)] })]);
  await store.insert([row(3, 'ahead', now + off, { links: [link(2, 2)] })]);
  const graph = await ask(store, 'graph', `trace=${traceIdOf(2)}`);
  expect(graph.lanes.map(({ service }) => service).sort()).toEqual(['ahead', 'behind', 'right']);
  expect((await ask(store, 'services')).services.map(({ name }) => name).sort()).toEqual(['ahead', 'behind', 'right']);
  expect((await ask(store, 'search')).traces).toHaveLength(3);
  for (const trace of [1, 2, 3])
    expect((await ask(store, 'span', '', { trace: traceIdOf(trace), span: spanIdOf(trace) })).spanId).toBe(
      spanIdOf(trace),
    );
});
