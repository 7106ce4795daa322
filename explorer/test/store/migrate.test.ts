/** Data folders of other versions of the explorer. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEmbedded } from '../../server/store/embedded.js';
import type { Store } from '../../server/store/open-store.js';
import { ask } from '../query/story';
import { closeAll, newFolder, openForTest } from './folder.js';
import { link, span, spanIdOf, traceIdOf } from './spans.js';

afterEach(closeAll);

/** A folder as an earlier version left it, with two spans, of which one links to the other. */
async function folderOfVersion(schema: number): Promise<string> {
  const data = newFolder();
  const engine = await openEmbedded(data, 'default');
  for (const statement of readFileSync(join(__dirname, `schema-${schema}.sql`), 'utf8').split(';\n\n')) {
    if (statement.trim() !== '') await engine.command(statement);
  }
  await engine.close();
  return data;
}

async function filled(store: Store): Promise<void> {
  while (!store.backfill().isDone) await new Promise((resolve) => setImmediate(resolve));
}

test.each([
  [1, 'which wrote no version'],
  [2, 'whose index had ids as hex digits'],
])('A folder of version %i, %s, is brought up to date with its spans', async (schema) => {
  const data = await folderOfVersion(schema);
  const store = await openForTest({ data });
  await filled(store);
  const old = await ask(store, 'span', '', { trace: traceIdOf(2), span: spanIdOf(2) });
  expect(old).toMatchObject({ name: 'second', causedBy: { total: 1, ends: [{ span: { name: 'first' } }] } });
  expect(old.received).toBeUndefined();
  await store.insert([span(3, 3, { links: [link(1, 1)] })]);
  expect((await ask(store, 'span', '', { trace: traceIdOf(3), span: spanIdOf(3) })).received).toBeGreaterThan(0);
  expect((await ask(store, 'span', '', { trace: traceIdOf(1), span: spanIdOf(1) })).ledTo.total).toBe(2);
  await store.close();
  const again = await openForTest({ data });
  expect(again.backfill().isDone).toBe(true);
  expect(await ask(again, 'status')).toMatchObject({ spans: 3, links: 2 });
});

const PART = { table: 'otel_traces', name: '20261128_1_1_0', partition: '20261128', rows: 1, hash: 'a', expires: 0 };
const LIST = { opened: 1, listed: 1, isClosed: true, parts: [], refill: [] };
const LOSSES = { spans: { a: { day: '2026-11-28', spans: 1 } }, traces: [] };

describe.each([
  [
    'spanlink_parts.json',
    [],
    [
      '',
      '\0'.repeat(64),
      JSON.stringify(LIST).slice(0, 20),
      'null',
      '[]',
      JSON.stringify({ ...LIST, opened: '1' }),
      JSON.stringify({ ...LIST, parts: [null] }),
      JSON.stringify({ ...LIST, parts: [{ ...PART, name: 2 }] }),
      JSON.stringify({ ...LIST, parts: [{ ...PART, rows: -5 }] }),
      JSON.stringify({ ...LIST, parts: [{ ...PART, partition: 7 }] }),
      JSON.stringify({ ...LIST, refill: [7] }),
      JSON.stringify({ ...LIST, refill: ['x'] }),
    ],
  ],
  [
    'spanlink_losses.json',
    [expect.stringContaining('what it told of lost spans is not known. Delete it')],
    [
      '',
      '\0'.repeat(64),
      JSON.stringify(LOSSES).slice(0, 20),
      'null',
      JSON.stringify({ ...LOSSES, spans: 1 }),
      JSON.stringify({ ...LOSSES, spans: { a: null } }),
      JSON.stringify({ ...LOSSES, spans: { a: { day: 5, spans: 1 } } }),
      JSON.stringify({ ...LOSSES, spans: { a: { day: '2026-11-28', spans: -5 } } }),
      JSON.stringify({ ...LOSSES, spans: { a: { day: '2026-13-01', spans: 1 } } }),
      JSON.stringify({ ...LOSSES, traces: [7] }),
      JSON.stringify({ ...LOSSES, tracesTotal: 'many' }),
    ],
  ],
])('A %s that is torn, or has other things in it', (name, told, contents) => {
  test('does not keep the folder from opening', async () => {
    const data = newFolder();
    await (await openForTest({ data })).close();
    for (const content of contents) {
      writeFileSync(join(data, name), content);
      const notices: string[] = [];
      const store = await openForTest({ data, onNotice: (notice) => notices.push(notice) });
      await store.close();
      expect([content, notices, store.lost]).toEqual([content, told, undefined]);
    }
  });
});
