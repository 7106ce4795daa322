/** What other users of the machine can see: nothing of the spans, and nothing of the token. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closeAll, newFolder } from '../store/folder';
import { traceIdOf } from '../store/spans';
import { command, explorer, inTerminal, killAll, send } from './command';

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

/** What a browser that is started finds: its own arguments and environment, and the arguments of all processes. */
interface Seen {
  readonly args: string[];
  readonly env: Record<string, string>;
  readonly processes: string[];
}

test.each(['--token', '--token-file', 'the environment'])(
  'The browser that is opened sees nothing of a token given by %s',
  async (how) => {
    const token = 'a-very-secret-token';
    const folder = newFolder();
    const told = createServer();
    await new Promise<void>((resolve) => told.listen(0, '127.0.0.1', resolve));
    const [browser, file] = [join(folder, 'browser'), join(folder, 'token')];
    writeFileSync(file, `${token}\n`, { mode: 0o600 });
    writeFileSync(
      browser,
      `#!${process.execPath}
const { readdirSync, readFileSync } = require('node:fs');
const processes = readdirSync('/proc').filter((name) => /^\\d+$/.test(name)).map((pid) => {
  try { return readFileSync('/proc/' + pid + '/cmdline', 'utf8'); } catch { return ''; }
});
const body = JSON.stringify({ args: process.argv, env: process.env, processes });
void fetch('http://127.0.0.1:${(told.address() as AddressInfo).port}', { method: 'POST', body });
`,
      { mode: 0o755 },
    );
    const given = { '--token': ['--token', token], '--token-file': ['--token-file', file], 'the environment': [] }[how];
    const env = how === 'the environment' ? { SPANLINK_EXPLORER_TOKEN: token } : {};
    inTerminal(['--data', join(folder, 'data'), ...(given ?? [])], { BROWSER: browser, ...env });
    const [request, response] = (await once(told, 'request')) as [IncomingMessage, ServerResponse];
    const seen = (await json(request)) as Seen;
    response.end();
    told.close();
    const secrets = [token, ...[token].flatMap((text) => [btoa(text), encodeURIComponent(text)])];
    // those that start the explorer have the arguments that it was given
    const ofOthers = how === '--token' ? seen.processes.filter((line) => !line.includes('--token')) : seen.processes;
    const shown = JSON.stringify([seen.args, seen.env, ofOthers]);
    expect(seen.args.at(-1)).toMatch(/\?invitation=/);
    expect(seen.processes.some((line) => line.startsWith('spanlink-explorer'))).toBe(true);
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
  },
);

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
