/** Rows of spans: all that is written of one is stored, and nothing of what was written before. */
import { MAX_INDEXED_TEXT } from '../../server/store/index-table.js';
import { writeRow } from '../../server/store/span-row.js';
import { closeAll, openForTest } from './folder.js';
import { link, span, spanIdOf, START, traceIdOf } from './spans.js';

afterEach(closeAll);

test('Events and links are stored with their attributes, and with what was dropped of them', async () => {
  const store = await openForTest();
  const event = { time: START + 5n, name: 'retried', attributes: { n: '1' }, droppedAttributes: 2 };
  const cause = { ...link(2, 7, { 'spanlink.relation': 'retry_of' }), traceState: 'a=1', flags: 0x301 };
  await store.insert([span(1, 1, { events: [event], links: [{ ...cause, droppedAttributes: 3 }] })]);
  expect(
    await store.query(
      `SELECT arrayMap(time -> toString(toUnixTimestamp64Nano(time)), Events.Timestamp) AS times, Events.Name AS names,
  Events.Attributes AS ofEvents, Events.DroppedAttributesCount AS droppedOfEvents, Links.TraceId AS traces,
  Links.SpanId AS spans, Links.TraceState AS states, Links.Attributes AS ofLinks, Links.Flags AS flags,
  Links.DroppedAttributesCount AS droppedOfLinks FROM ${store.tables.traces}`,
    ),
  ).toEqual([
    {
      ...{ times: [String(START + 5n)], names: ['retried'], ofEvents: [{ n: '1' }], droppedOfEvents: [2] },
      ...{ traces: [traceIdOf(2)], spans: [spanIdOf(7)], states: ['a=1'] },
      ...{ ofLinks: [{ 'spanlink.relation': 'retry_of' }], flags: [0x301], droppedOfLinks: [3] },
    },
  ]);
});

test('A block that is cleared has nothing of the spans before', async () => {
  const store = await openForTest();
  const block = store.block();
  writeRow(block, span(1, 1, { attributes: { a: '1' }, links: [link(2, 7)] }));
  block.clear();
  writeRow(block, span(3, 3));
  await store.append(block.finish().rows);
  expect(await store.query(`SELECT SpanId AS id, SpanAttributes AS a FROM ${store.tables.traces}`)).toEqual([
    { id: spanIdOf(3), a: {} },
  ]);
});

test('The index has the first characters of a long text, whatever was written before it', async () => {
  const store = await openForTest();
  const long = 'ü'.repeat(MAX_INDEXED_TEXT + 10);
  await store.insert([span(1, 1, { name: long }), span(1, 2, { name: 'short' })]);
  expect(
    await store.query(`SELECT SpanName AS name FROM ${store.tables.index} WHERE Entry = 'span' ORDER BY SpanId`),
  ).toEqual([{ name: 'ü'.repeat(MAX_INDEXED_TEXT) }, { name: 'short' }]);
});
