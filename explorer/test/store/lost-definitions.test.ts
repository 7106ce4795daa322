/** Data folders that have lost the definitions of their tables, or the tables, are not taken for empty ones. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '../query/story';
import { closeAll, newFolder, openForTest } from './folder.js';
import { link, span } from './spans.js';

afterEach(closeAll);

async function filledFolder(): Promise<string> {
  const data = newFolder();
  const store = await openForTest({ data });
  await store.insert([span(1, 1), span(2, 2, { links: [link(1, 1)] })]);
  await store.close();
  return data;
}

test.each([
  ['the definition of its spans', join('metadata', 'default', 'otel_traces.sql'), /files are in \S+store\S+\. Put/],
  ['all definitions', 'metadata', /files are in \S+store\S+\. Put/],
  ['all tables', 'store', /has lost its table of spans, with its files\. Put/],
])('A folder without %s does not open as an empty one, however often', async (_what, lost, named) => {
  const data = await filledFolder();
  rmSync(join(data, lost), { recursive: true });
  for (let round = 0; round < 2; round += 1) {
    const error = await openForTest({ data }).catch(String);
    expect(error).toMatch(/has lost (the definition of )?its table of spans.*nothing in it was deleted\.$/);
    expect(error).toMatch(named);
  }
});

test('An index whose definition is gone is filled anew from the spans', async () => {
  const data = await filledFolder();
  rmSync(join(data, 'metadata', 'default', 'spanlink_index.sql'));
  const notices: string[] = [];
  const store = await openForTest({ data, onNotice: (notice) => notices.push(notice) });
  expect(notices).toEqual(['The index is missing, and is filled anew from the spans.']);
  while (!store.backfill().isDone) await new Promise(setImmediate);
  expect(await ask(store, 'status')).toMatchObject({ spans: 2, links: 1 });
});
