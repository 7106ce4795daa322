/** What other users of the machine can see: nothing of the spans, and nothing of the token. */
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeAll, newFolder } from '../store/folder';
import { traceIdOf } from '../store/spans';
import { command, explorer, killAll, send } from './command';

afterEach(async () => {
  await killAll();
  await closeAll();
});

/** Returns the paths in a folder that others have any right to. */
const open = (folder: string): string[] =>
  ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })].filter((name) => {
    const stats = lstatSync(join(folder, name));
    return !stats.isSymbolicLink() && (stats.mode & 0o077) !== 0;
  });

const openAll = (folder: string): void => {
  for (const name of ['.', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })]) {
    const path = join(folder, name);
    const stats = lstatSync(path);
    if (!stats.isSymbolicLink()) chmodSync(path, stats.isDirectory() ? 0o755 : 0o644);
  }
};

test('Only its owner reads the data folder, also one that an earlier version made readable', async () => {
  const data = join(newFolder(), 'data');
  const first = await explorer(['--data', data]);
  expect((await send(first.http, [traceIdOf(1)])).status).toBe(200);
  expect(open(data)).toEqual([]);
  await first.stop();
  expect(lstatSync(data).mode & 0o777).toBe(0o700);
  openAll(data);
  const second = await explorer(['--data', data]);
  expect((await send(second.http, [traceIdOf(2)])).status).toBe(200);
  expect(open(data)).toEqual([]);
  await second.stop();
});

test('Of a folder with other things in it, these keep their modes', async () => {
  const data = newFolder();
  chmodSync(data, 0o755);
  mkdirSync(join(data, 'src'), { mode: 0o755 });
  writeFileSync(join(data, 'src', 'run.sh'), '#!/bin/sh\n', { mode: 0o755 });
  const { http, output, stop } = await explorer(['--data', data]);
  expect((await send(http, [traceIdOf(1)])).status).toBe(200);
  expect(open(data).sort()).toEqual(['.', 'src', join('src', 'run.sh')]);
  expect(output.err).toContain('Others can list the data folder');
  await stop();
});

test('Neither the arguments of the explorer nor those of a query show the token', async () => {
  const folder = newFolder();
  const token = 'a-very-secret-token';
  const file = join(folder, 'token');
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  const running = await explorer(['--data', join(folder, 'data'), '--token', token]);
  const shown = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(join('/proc', pid, 'cmdline'), 'utf8');
      } catch {
        return '';
      }
    })
    .filter((line) => line.startsWith('spanlink-explorer') || line.includes(token));
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.filter((line) => line.includes(token))).toEqual([]);
  const page = running.url.replace(/\?.*/, '');
  expect((await command('query', 'status', '--url', page, '--token-file', file)).code).toBe(0);
  await running.stop();
});
