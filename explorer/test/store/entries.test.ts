/** The entries that the explorer writes into the index beside spans: those that a view would select from them. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { ALL_COLUMNS } from '../../server/store/detect-schema.js';
import { ENTRY_COLUMNS } from '../../server/store/entry-block.js';
import { selectIndex } from '../../server/store/index-table.js';
import type { Store } from '../../server/store/open-store.js';
import { SpanBlock } from '../../server/store/span-block.js';
import { writeRow } from '../../server/store/span-row.js';
import type { SpanRow } from '../../server/store/span-row.js';
import { ask } from '../query/story';
import { closeAll, newFolder, openForTest } from './folder.js';
import { link, span, spanIdOf, START, traceIdOf } from './spans.js';

afterEach(closeAll);

const OWN = {
  received: 'Received',
  linkFlags: 'Links.Flags',
  linkDroppedAttributes: 'Links.DroppedAttributesCount',
};
const BYTES = ['Trace', 'Span', 'OtherTrace', 'OtherSpan', 'Parent'];
const SHOWN = ENTRY_COLUMNS.map((name) => (BYTES.includes(name) ? `hex(${name}) AS ${name}Digits` : name)).join(', ');
const IN_ORDER = 'ORDER BY Trace, Entry, Span, OtherTrace, OtherSpan, Position, Timestamp, ServiceName, SpanKind';

/** SQL for the entries that a view selects, in the types of the index. */
const selected = (traces: string): string => `(SELECT * REPLACE (
  CAST(Entry AS Enum8('span' = 0, 'cause' = 1, 'effect' = 2)) AS Entry, toUInt32(Position) AS Position
) FROM (${selectIndex(traces, OWN)}))`;

/** Reads the entries that were written, and those that a view selects. */
async function readBoth(store: Store): Promise<{ written: unknown[]; ofView: unknown[] }> {
  const { traces, index } = store.tables;
  return {
    written: await store.query(`SELECT ${SHOWN} FROM ${index} ${IN_ORDER}`),
    ofView: await store.query(`SELECT ${SHOWN} FROM ${selected(traces)} ${IN_ORDER}`),
  };
}

const id = (digits: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'), { minLength: digits, maxLength: digits })
    .map((all) => all.join(''))
    .filter((hex) => /[^0]/.test(hex));
// around the bounds of one, two and four bytes for a size, and around the length that lists show
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    '',
    '\u0000',
    '🙂'.repeat(400),
    'é'.repeat(1024),
    'a'.repeat(1025),
    '🙂'.repeat(1026),
    'ß'.repeat(20_000),
  ),
);
const key = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('spanlink.relation', 'link.name', 'sentry.link.type', 'opentracing.ref_type'),
  },
  text,
);
const attributes = fc.dictionary(key, text, { maxKeys: 4 });
const uint32 = fc.nat(0xffffffff);
const links = fc.array(
  fc.record({
    traceId: id(32),
    spanId: id(16),
    traceState: text,
    flags: uint32,
    droppedAttributes: uint32,
    attributes,
  }),
  { maxLength: 5 },
);
const row: fc.Arbitrary<SpanRow> = fc.record({
  time: fc.bigInt({ min: 0n, max: 86_400_000_000_000n }).map((nanoseconds) => START + nanoseconds),
  traceId: id(32),
  spanId: id(16),
  parentSpanId: fc.oneof(id(16), fc.constant('')),
  traceState: text,
  name: text,
  kind: fc.constantFrom('Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'),
  service: text,
  resource: attributes,
  scopeName: text,
  scopeVersion: text,
  attributes,
  duration: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  status: fc.constantFrom('Unset', 'Ok', 'Error'),
  statusMessage: text,
  received: fc.bigInt({ min: 0n, max: 86_400_000_000_000n }).map((nanoseconds) => START + nanoseconds),
  events: fc.constant([]),
  links,
});

test('The entries of any spans are those that a view would select', async () => {
  const store = await openForTest();
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (spans) => {
      for (const table of [store.tables.traces, store.tables.index]) await store.query(`TRUNCATE TABLE ${table}`);
      await store.insert(spans);
      const { written, ofView } = await readBoth(store);
      expect(written).toHaveLength(spans.reduce((sum, each) => sum + 1 + 2 * each.links.length, 0));
      expect(written).toEqual(ofView);
    }),
    { numRuns: 25 },
  );
});

test.each([
  [
    '10,000 links',
    [span(1, 1, { links: Array.from({ length: 10_000 }, (_, index) => link(2, index + 1)) }), span(3, 3)],
  ],
  ['names and relations in tens of thousands', many(70_000)],
])('The entries of spans with %s are those that a view would select', async (_what, spans) => {
  const store = await openForTest();
  await store.insert(spans);
  const { traces, index } = store.tables;
  const hash = `groupBitXor(cityHash64(${ENTRY_COLUMNS.join(', ')}))`;
  const digest = (from: string): Promise<unknown[]> =>
    store.query(`SELECT count() AS entries, toString(${hash}) AS digest FROM ${from}`);
  const [written] = await digest(index);
  expect(written).toMatchObject({ entries: spans.reduce((sum, each) => sum + 1 + 2 * each.links.length, 0) });
  expect([written]).toEqual(await digest(selected(traces)));
});

/** Spans with as many different names, so that their numbers take one, two and four bytes. */
function many(count: number): SpanRow[] {
  return Array.from({ length: count }, (_, index) =>
    span(index + 1, index + 1, {
      name: `work ${index}`,
      links: index % 7 === 0 ? [link(1, 1, { 'link.name': `relation ${index % 300}` })] : [],
    }),
  );
}

/** Leaves the inserts of a span as a process does that is killed before it has done those of `missing`. */
function leave(data: string, spans: readonly SpanRow[], missing: readonly ('spans' | 'entries')[]): void {
  const block = new SpanBlock(ALL_COLUMNS, true);
  for (const each of spans) writeRow(block, each);
  const { rows } = block.finish();
  const folder = join(data, 'spanlink_incoming');
  mkdirSync(folder, { recursive: true });
  const inserts = [
    { table: '`default`.`otel_traces`', columns: ALL_COLUMNS, file: 'a.0.native' },
    { table: '`default`.`spanlink_index`', columns: ENTRY_COLUMNS, file: 'a.1.native' },
  ];
  writeFileSync(join(folder, 'a.json'), JSON.stringify(inserts));
  if (missing.includes('spans')) writeFileSync(join(folder, 'a.0.native'), rows.spans);
  if (missing.includes('entries')) writeFileSync(join(folder, 'a.1.native'), rows.entries ?? '');
}

test.each([
  ['both inserts', ['spans', 'entries'], []],
  ['that of the entries', ['entries'], ['spans']],
  ['that of the spans', ['spans'], ['entries']],
] as const)('A start does what a process left that was killed before %s', async (_what, missing, done) => {
  const data = newFolder();
  const spans = [span(1, 1), span(2, 2, { links: [link(1, 1)] })];
  // what the killed process has done
  await (await openForTest({ data })).close();
  leave(data, spans, done);
  await (await openForTest({ data })).close();
  leave(data, spans, missing);
  const store = await openForTest({ data });
  expect(store.lost).toBeUndefined();
  const { ledTo, name } = await ask(store, 'span', '', { trace: traceIdOf(1), span: spanIdOf(1) });
  expect([name, ledTo.total, ledTo.ends[0]?.span?.spanId]).toEqual(['work', 1, spanIdOf(2)]);
  const { causedBy } = await ask(store, 'span', '', { trace: traceIdOf(2), span: spanIdOf(2) });
  expect(causedBy.total).toBe(1);
  expect(await ask(store, 'status')).toMatchObject({ spans: 2, links: 1 });
  expect(readdirSync(join(data, 'spanlink_incoming'))).toEqual([]);
});

test.each([
  ['a journal that is torn', (folder: string) => writeFileSync(join(folder, 'a.json'), '[{"table')],
  ['rows that are torn', (folder: string) => writeFileSync(join(folder, 'a.0.native'), Buffer.alloc(100, 7))],
])('A folder with %s opens without them, and takes spans', async (_what, tear) => {
  const data = newFolder();
  leave(data, [span(1, 1)], ['spans', 'entries']);
  tear(join(data, 'spanlink_incoming'));
  const store = await openForTest({ data });
  await store.insert([span(2, 2)]);
  expect((await ask(store, 'span', '', { trace: traceIdOf(2), span: spanIdOf(2) })).name).toBe('work');
  expect(readdirSync(join(data, 'spanlink_incoming'))).toEqual([]);
});
