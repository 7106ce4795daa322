/** `keep --dry-run`: what rules would keep of what is held, counted by hand. */
import type { DryRunAnswer, TriedRulesAnswer } from '../../api/dry-run';
import { QuestionError } from '../../api/parameters';
import { dryRun } from '../../server/keep/dry-run';
import { readKeepFile } from '../../server/keep/rules/read-keep-file';
import { tryRules } from '../../server/keep/try-rules';
import type { Trial } from '../../server/keep/try-rules';
import type { Store } from '../../server/store/open-store';
import { because, closeAllKeeping, ERRORS, failed, keeping, spanOf } from './keeping';
import { traceId } from './requests';

afterEach(closeAllKeeping);

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

test('The largest graphs are named first, in whatever order they came.', async () => {
  const { store, send } = await keeping(NOTHING);
  const effects = [1, 4, 2, 3, 0];
  for (const [story, count] of effects.entries())
    await send(
      spanOf(`failure ${story}`, failed),
      ...Array.from({ length: count }, (_, index) => spanOf(`effect ${story} ${index}`, because(`failure ${story}`))),
    );
  const { largest } = await tryOn(store, `policies: [${ERRORS}]`);
  expect(largest.map(({ traceId: id, traces: size }) => [id, size])).toEqual(
    [1, 3, 2, 0, 4].map((story) => [traceId(`failure ${story}`), 1 + (effects[story] ?? 0)]),
  );
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
