/** Parts of a data folder that are set aside, by the engine, by their checksums or by hand. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { partsOf } from '../cli/filled-folder';
import { filledFolder, told, engineOn, newPart } from './damaged-folder.js';
import { closeAll } from './folder.js';

afterEach(closeAll);

/** Fills what the disk has not written with zeros, the size being right. */
function blank(file: string): void {
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0, bytes.length >> 1));
}

test('A part that is detached by hand is told, and no more once it is attached again', async () => {
  const data = await filledFolder();
  const part = basename(newPart(data));
  await engineOn(data, `ALTER TABLE otel_traces DETACH PART '${part}'`);
  expect((await told(data)).lost).toMatchObject({ spans: 6 });
  await engineOn(data, `ALTER TABLE otel_traces ATTACH PART '${part}'`);
  expect(await told(data)).toEqual({ lost: undefined, notices: [] });
});

test.each(['otel_traces', 'spanlink_index'])(
  'Checksums tell that a part of %s is torn whose size is right',
  async (table) => {
    const data = await filledFolder();
    const part = partsOf(data, table)[1] ?? '';
    blank(join(part, 'data.bin'));
    const { lost, notices } = await told(data);
    expect(notices[0]).toMatch(
      new RegExp(`^${table}, part ${basename(part)}, is torn: .*data\\.bin.* It is set aside\\.$`),
    );
    expect(lost).toEqual(table === 'otel_traces' ? expect.objectContaining({ spans: 6, tracesTotal: 3 }) : undefined);
    expect((await told(data)).lost).toEqual(lost);
  },
);
