/** The command `keep --dry-run`, in a process of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command, explorer, killAll } from '../cli/command';
import { post } from '../receive/receiving';
import { because, ERRORS, failed, spanOf } from './keeping';
import { closeReceivers, httpReceiver } from './receivers';
import { encodeRequest, traceId } from './requests';

const folder = mkdtempSync(join(tmpdir(), 'spanlink-dry-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  await killAll();
  closeReceivers();
});

// nothing of it is kept: the rules are tried afterwards
const NOTHING = 'policies: [{ name: none, type: probabilistic, probabilistic: { sampling_percentage: 0.0000001 } }]';

test('The command prints it, of a data folder that an explorer has held spans in.', async () => {
  const receiver = await httpReceiver();
  const [data, file, rules] = [join(folder, 'data'), join(folder, 'none.yaml'), join(folder, 'errors.yaml')];
  writeFileSync(file, NOTHING);
  writeFileSync(rules, `num_traces: 5\npolicies: [${ERRORS}]`);
  const running = await explorer(['--data', data, '--keep', file, '--forward', receiver.url]);
  const request = encodeRequest({ spans: [spanOf('order'), spanOf('failure', { ...failed, ...because('order') })] });
  expect((await post(running.http, request)).status).toBe(200);
  expect(await running.stop()).toBe(0);
  const { out, err, code } = await command('keep', '--dry-run', rules, '--since', '1h', '--data', data);
  expect([err, code]).toEqual(['num_traces is not used: all traces are held on disk.\n', 0]);
  const lines = out.split('\n').map((line) => line.trim().replaceAll(/ {2,}/g, ' | '));
  expect(lines[0]).toBe(`${rules}, tried on what came in the last 1h:`);
  expect(lines).toContainEqual(expect.stringMatching(/^kept \| 2 \| 2 \| \d+ \| 100\.0 % of the spans$/));
  expect(lines).toContainEqual(expect.stringMatching(/^because it led to one of these \| 1 \| 1 \| \d+ \| 50\.0 %/));
  expect(lines).toContain(
    'Of 1 stories, 1 would be kept whole and 0 in part; without links, 0 would be kept whole and 1 in part.',
  );
  expect(lines).toContain(`${traceId('failure')} | 2 | kept by errors`);
});

test.each([
  [['keep'], 'keep needs --dry-run with the file to try.'],
  [
    ['--dry-run', 'keep.yaml'],
    '--dry-run is an option of keep: spanlink-explorer keep --dry-run keep.yaml --since 24h',
  ],
  [['keep', '--dry-run', 'keep.yaml', '--since', 'yesterday'], '--since must be a duration such as 30m or 24h'],
  [['keep', '--dry-run', '/no.yaml'], "no such file or directory, open '/no.yaml'"],
])('A mistake in %j is told.', async (args, message) => {
  const { code, err } = await command(...args);
  expect(err).toContain(message);
  expect(code).toBe(2);
});

test('A store in which nothing was held is told.', async () => {
  const [data, rules] = [join(folder, 'empty'), join(folder, 'rules.yaml')];
  writeFileSync(rules, `policies: [${ERRORS}]`);
  await (await explorer(['--data', data])).stop();
  const { code, err } = await command('keep', '--dry-run', rules, '--data', data);
  expect(err).toContain('Nothing is held in this store. Start the explorer with --keep');
  expect(code).toBe(1);
});
