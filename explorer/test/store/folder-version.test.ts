/** The version of a data folder: a later one is left alone, and one that is not known is no obstacle. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEmbedded } from '../../server/store/embedded.js';
import { SCHEMA_VERSION } from '../../server/store/schema.js';
import { VERSION } from '../../server/version.js';
import { closeAll, newFolder, openForTest } from './folder.js';

afterEach(closeAll);

test('A folder of a later version is left alone, and the error names both versions', async () => {
  const data = newFolder();
  await (await openForTest({ data })).close();
  const file = join(data, 'spanlink_schema.json');
  const { schema } = JSON.parse(readFileSync(file, 'utf8')) as { schema: number };
  writeFileSync(file, JSON.stringify({ schema: schema + 1, explorer: '9.9.9' }));
  await expect(openForTest({ data })).rejects.toThrow(
    `is of schema ${schema + 1}, made by version 9.9.9 of the explorer; this one knows schemas up to ${schema}. ` +
      'Start that version, or give another folder with --data',
  );
  writeFileSync(file, JSON.stringify({ schema: schema + 1 }));
  await expect(openForTest({ data })).rejects.toThrow('made by a later version of the explorer');
  writeFileSync(file, JSON.stringify({ schema, explorer: '0.1.0' }));
  const engine = await openEmbedded(data, 'default');
  await engine.command(`ALTER TABLE spanlink_index MODIFY COMMENT 'made by spanlink-explorer, schema ${schema + 1}'`);
  await engine.close();
  await expect(openForTest({ data })).rejects.toThrow(`are of schema ${schema + 1}, made by a later version`);
});

test('A file of the version that is torn, or tells nothing, keeps no folder closed, and is written anew', async () => {
  const data = newFolder();
  await (await openForTest({ data })).close();
  const file = join(data, 'spanlink_schema.json');
  const written = readFileSync(file, 'utf8');
  expect(JSON.parse(written)).toEqual({ schema: SCHEMA_VERSION, explorer: VERSION });
  for (const content of [
    '{"sche',
    '',
    '{"schema":"3"}',
    JSON.stringify({ schema: SCHEMA_VERSION, explorer: '0.0.1' }),
  ]) {
    writeFileSync(file, content);
    await (await openForTest({ data })).close();
    expect(readFileSync(file, 'utf8')).toBe(written);
  }
});
