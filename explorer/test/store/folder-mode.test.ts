/** The modes of a data folder that an earlier version, or somebody, made readable to others. */
import { chmodSync, lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeAll, newFolder, openForTest } from './folder.js';
import { span } from './spans.js';

afterEach(closeAll);

/** Returns the paths in a folder, itself as `.`, with the modes of all that is no link. */
function modesIn(folder: string): Map<string, number> {
  const names = ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })];
  const stats = names.map((name) => [name, lstatSync(join(folder, name))] as const);
  return new Map(stats.filter(([, stat]) => !stat.isSymbolicLink()).map(([name, stat]) => [name, stat.mode & 0o777]));
}

/** Returns the paths that others have any right to. */
const openIn = (folder: string): string[] =>
  [...modesIn(folder)].filter(([, mode]) => (mode & 0o077) !== 0).map(([name]) => name);

/** A closed data folder that all can read. */
async function openFolder(): Promise<string> {
  const data = newFolder();
  const store = await openForTest({ data });
  await store.insert([span(1, 1)]);
  await store.close();
  for (const [name, mode] of modesIn(data)) chmodSync(join(data, name), mode & 0o100 ? 0o755 : 0o644);
  expect(openIn(data)).toEqual([...modesIn(data).keys()]);
  return data;
}

test('A start takes the rights of others away, and leaves those of the owner', async () => {
  const data = await openFolder();
  const before = modesIn(data);
  const notices: string[] = [];
  await openForTest({ data, onNotice: (notice) => notices.push(notice) });
  expect(openIn(data)).toEqual([]);
  for (const [name, mode] of modesIn(data)) expect([name, mode]).toEqual([name, (before.get(name) ?? mode) & 0o700]);
  expect(notices).toEqual([]);
});

test('Of a folder with other things in it, these keep their modes, which is told', async () => {
  const data = await openFolder();
  mkdirSync(join(data, 'src'));
  chmodSync(join(data, 'src'), 0o755);
  writeFileSync(join(data, 'src', 'run.sh'), '#!/bin/sh\n');
  chmodSync(join(data, 'src', 'run.sh'), 0o755);
  const notices: string[] = [];
  const store = await openForTest({ data, onNotice: (notice) => notices.push(notice) });
  expect(openIn(data)).toEqual(['.', 'src', join('src', 'run.sh')]);
  expect(notices).toEqual([
    `Others can list the data folder ${data}, since it has more in it than spans; they cannot read the spans.`,
  ]);
  await store.close();
  chmodSync(data, 0o700);
  notices.splice(0);
  await (await openForTest({ data, onNotice: (notice) => notices.push(notice) })).close();
  expect(notices).toEqual([]);
});

test('What a link in a folder leads to keeps its mode', async () => {
  const data = await openFolder();
  const elsewhere = newFolder();
  chmodSync(elsewhere, 0o755);
  symlinkSync(elsewhere, join(data, 'metadata', 'elsewhere'));
  await openForTest({ data });
  expect(lstatSync(elsewhere).mode & 0o777).toBe(0o755);
});
