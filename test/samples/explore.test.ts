/** The order pipeline in the explorer, as `npm start -- --once` runs it, on both built packages. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

function start(...args: string[]): ChildProcessByStdio<null, Readable, null> {
  const env = { ...process.env };
  delete env.OTEL_EXPORTER_OTLP_ENDPOINT;
  return spawn(process.execPath, ['--import', 'tsx', 'samples/order-pipeline/main.ts', '--explore', ...args], {
    cwd: join(__dirname, '../..'),
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

const PICTURE = /http:\/\/127\.0\.0\.1:\d+\/\?view=timeline&trace=[0-9a-f]{32}&hops=10/;

test('npm start -- --once shows all traces of the pipeline in one view, joined by all links, and ends', async () => {
  const sample = start('--once');
  const [output, [code]] = await Promise.all([text(sample.stdout), once(sample, 'exit')]);
  expect(output).toContain('✓ 9 links in all, 9 expected');
  expect(output).toContain('✓ the explorer shows 7 traces, joined by 9 links:');
  expect(output).toMatch(PICTURE);
  expect(code).toBe(0);
});

test('npm start keeps the explorer until Ctrl-C, and its link leads to the page', async () => {
  const sample = start();
  let picture: string | undefined;
  let page: string | undefined;
  for await (const line of createInterface({ input: sample.stdout })) {
    picture ??= PICTURE.exec(line)?.[0];
    if (picture === undefined || !line.startsWith('Ctrl-C')) continue;
    page = await (await fetch(picture)).text();
    sample.kill('SIGINT');
  }
  const code = sample.exitCode ?? ((await once(sample, 'exit')) as [number | null])[0];
  expect(page).toContain('<div id="root">');
  expect(code).toBe(0);
  await expect(fetch(String(picture))).rejects.toThrow();
});
