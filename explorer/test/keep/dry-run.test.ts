/** `keep --dry-run`: what rules would keep of what is held, counted by hand. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DryRunAnswer, TriedRulesAnswer } from '../../api/dry-run';
import { QuestionError } from '../../api/parameters';
import { dryRun } from '../../server/keep/dry-run';
import { readKeepFile } from '../../server/keep/rules/read-keep-file';
import { tryRules } from '../../server/keep/try-rules';
import type { Trial } from '../../server/keep/try-rules';
import type { Store } from '../../server/store/open-store';
import { command, explorer, killAll } from '../cli/command';
import { post } from '../receive/receiving';
import { because, closeAllKeeping, ERRORS, failed, keeping, spanOf } from './keeping';
import { closeReceivers, httpReceiver } from './receivers';
import { encodeRequest, traceId } from './requests';

const folder = mkdtempSync(join(tmpdir(), 'spanlink-dry-run-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  await killAll();
  closeReceivers();
  await closeAllKeeping();
});

// nothing of it is kept: the rules are tried afterwards
const NOTHING = 'policies: [{ name: none, type: probabilistic, probabilistic: { sampling_percentage: 0.0000001 } }]';
const VIP = '{ name: vip, type: boolean_attribute, boolean_attribute: { key: vip, value: true } }';

const tryOn = (store: Store, rules: string, since = 0): Promise<DryRunAnswer> =>
  dryRun(store, readKeepFile(rules, 'keep.yaml').rules, since);

const traces = ({ traces: count, spans }: { readonly traces: number; readonly spans: number }): [number, number] => [
  count,
  spans,
];

test('A dry run counts by policy, as causes and effects, by stories, and without links.', async () => {
  const { store, send } = await keeping(NOTHING);
  // order, two spans → failure → retry; a sibling that is in the story, and not kept
  await send(spanOf('order'), { ...spanOf('order'), id: '00000000000000bb' });
  await send(spanOf('failure', { ...failed, ...because('order') }), spanOf('sibling', because('order')));
  await send(spanOf('retry', because('failure')));
  // a story that is kept whole by two policies, and others that are not
  await send(spanOf('lone', { ...failed, attributes: { vip: true } }), spanOf('quiet'), spanOf('quiet too'));
  const answer = await tryOn(store, `policies: [${ERRORS}, ${VIP}]`);
  expect([traces(answer.held), answer.held.stories]).toEqual([[7, 8], 4]);
  expect([traces(answer.kept), answer.kept.stories]).toEqual([[4, 5], { whole: 1, inPart: 1 }]);
  expect(answer.policies.map(({ policy, ...amount }) => [policy, ...traces(amount)])).toEqual([
    ['errors', 2, 2],
    ['vip', 0, 0],
  ]);
  expect([traces(answer.causes), traces(answer.effects)]).toEqual([
    [1, 2],
    [1, 1],
  ]);
  expect([traces(answer.withoutLinks), answer.withoutLinks.stories]).toEqual([[2, 2], { whole: 1, inPart: 1 }]);
  expect(answer.largest).toEqual([
    { traceId: traceId('failure'), policy: 'errors', traces: 3 },
    { traceId: traceId('lone'), policy: 'errors', traces: 1 },
  ]);
  expect(answer.held.bytes).toBeGreaterThan(answer.kept.bytes);
});

test('By probability, all of a story is kept or none; without links, each trace is decided apart.', async () => {
  const { store, send } = await keeping(NOTHING);
  for (let story = 0; story < 40; story += 1)
    await send(
      spanOf(`a${story}`),
      spanOf(`b${story}`, because(`a${story}`)),
      spanOf(`c${story}`, because(`b${story}`)),
    );
  const half = 'policies: [{ name: half, type: probabilistic, probabilistic: { sampling_percentage: 50 } }]';
  const { held, kept, withoutLinks } = await tryOn(store, half);
  expect([held.traces, held.stories]).toEqual([120, 40]);
  expect(kept).toMatchObject({ traces: 3 * kept.stories.whole, stories: { inPart: 0 } });
  expect(kept.stories.whole).toBeGreaterThan(0);
  expect(withoutLinks.stories.inPart).toBeGreaterThan(0);
});

test('A dry run changes nothing: not what is kept, not how long, and what came before is left out.', async () => {
  const { store, send, forwarded } = await keeping(`hold: 2h\npolicies: [${VIP}]`);
  await send(spanOf('failure', failed));
  const create = (): Promise<unknown> =>
    store.query("SELECT create_table_query FROM system.tables WHERE name LIKE 'spanlink_%' ORDER BY name");
  const before = await create();
  expect((await tryOn(store, `hold: 1h\npolicies: [${ERRORS}]`)).kept.traces).toBe(1);
  expect(await create()).toEqual(before);
  expect(await forwarded()).toEqual([]);
  expect((await tryOn(store, `policies: [${ERRORS}]`, Date.now() + 60_000)).held).toMatchObject({ traces: 0 });
});

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

test('A running explorer tries the text of a keep file, or its own rules, on what came lately', async () => {
  const { store, send } = await keeping(NOTHING);
  await send(spanOf('order'), spanOf('quiet'));
  await send(spanOf('failure', { ...failed, ...because('order') }));
  const running = readKeepFile(`policies: [${VIP}]`, 'keep.yaml').rules;
  const trial = (text: string, changes: Partial<Trial> = {}): Promise<TriedRulesAnswer> =>
    tryRules(store, running, { text, since: 0, signal: new AbortController().signal, ...changes });
  expect(await trial(' \n')).toMatchObject({ held: { traces: 3 }, kept: { traces: 0 }, notices: [] });
  expect(await trial(`num_traces: 5\npolicies: [${ERRORS}]`)).toMatchObject({
    kept: { traces: 2 },
    notices: [expect.stringContaining('num_traces')],
  });
  expect(await trial('', { since: Date.now() + 60_000 })).toMatchObject({ held: { traces: 0 } });
  await expect(trial('policies: [{ name: a, type: eror }]')).rejects.toThrow(QuestionError);
  await expect(trial('', { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  await expect(dryRun(store, running, 0, { maxTraces: 2 })).rejects.toThrow('Ask for a shorter time');
});
