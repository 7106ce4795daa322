/** Folders that cannot be a data folder: the error says why, and what to do, and nothing is changed. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { captured } from '../cli/captured';
import { closeAll, newFolder, openForTest } from './folder';

afterEach(closeAll);

/** Makes a path in a new folder that is no folder. */
const KINDS: readonly (readonly [what: string, make: (folder: string) => string, reason: string])[] = [
  ['a file', (folder) => fileIn(folder), 'is no folder'],
  ['below a file', (folder) => join(fileIn(folder), 'data'), 'is no folder'],
  ['a link to nowhere', (folder) => linkIn(folder, join(folder, 'nowhere')), 'leads nowhere'],
  ['a link to itself', (folder) => linkIn(folder, join(folder, 'link')), 'leads nowhere'],
  ['below a link to nowhere', (folder) => join(linkIn(folder, join(folder, 'nowhere')), 'data'), 'leads nowhere'],
  ['a name that is too long', (folder) => join(folder, 'x'.repeat(300)), 'ENAMETOOLONG'],
];

function fileIn(folder: string): string {
  writeFileSync(join(folder, 'file'), 'mine');
  return join(folder, 'file');
}

function linkIn(folder: string, to: string): string {
  symlinkSync(to, join(folder, 'link'));
  return join(folder, 'link');
}

describe.each(KINDS)('%s', (_, make, reason) => {
  test('is no data folder, and the start and doctor both say why', async () => {
    const data = make(newFolder());
    const expected = expect.stringMatching(
      new RegExp(`The data folder ${data} cannot be used: .*${reason}.* Give another folder with --data`),
    ) as string;
    await expect(openForTest({ data })).rejects.toMatchObject({ message: expected });
    const { result, out } = await captured('doctor', '--data', data, '--port', '0');
    expect([result, out]).toEqual([false, expected]);
  });
});

test('Where a file system refuses all folders, the start ends with the reason', async () => {
  await expect(openForTest({ data: '/proc/spanlink/data' })).rejects.toThrow(/cannot be used: .*ENOENT/);
});

test('A folder that a link leads to is a data folder', async () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'real'));
  await expect(openForTest({ data: linkIn(folder, join(folder, 'real')) })).resolves.toBeDefined();
});
