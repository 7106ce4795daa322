/** Keeping where something goes wrong: links that lead nowhere, questions that fail, and crashes at bad moments. */
import { createExporter } from '../../server/keep/forward/create-exporter';
import { readEndpoint } from '../../server/keep/forward/endpoint';
import { Forwarder } from '../../server/keep/forward/forwarder';
import { Keeper } from '../../server/keep/keeper';
import { readKeepFile } from '../../server/keep/rules/read-keep-file';
import type { Store } from '../../server/store/open-store';
import { openForTest } from '../store/folder';
import { because, closeAllKeeping, ERRORS, failed, hold, keeping, namesOf, spanOf } from './keeping';
import { httpReceiver } from './receivers';
import type { TestReceiver } from './receivers';
import { encodeRequest } from './requests';

afterEach(closeAllKeeping);

/** Opens a keeper that forwards to a receiver, as the start of another process would. */
async function openKeeper(
  store: Store,
  receiver: TestReceiver,
  rules: string,
  now: () => number = Date.now,
): Promise<Keeper> {
  const endpoint = readEndpoint({ url: receiver.url }, {});
  const forwarder = new Forwarder(createExporter(endpoint), endpoint, { wait: () => Promise.resolve() });
  return Keeper.open({ store, forwarder, rules: readKeepFile(rules, 'keep.yaml').rules, now });
}

test.each(['', '00', '0'.repeat(32), 'f'.repeat(30), 'f'.repeat(34)])(
  'A link to the id "%s", which is none, neither stops the keeper nor is held.',
  async (target) => {
    const { send, forwarded, keeper } = await keeping(
      'policies: [{ name: led, type: link, link: { direction: effects } }, ' + `${ERRORS}]`,
    );
    await send(spanOf('failure', { ...failed, links: [{ toId: target }, { to: 'order' }] }));
    await send(spanOf('order'));
    expect((await forwarded()).sort()).toEqual(['failure', 'order']);
    await send(spanOf('other', { ...failed, links: [{ toId: target }] }));
    expect((await forwarded()).sort()).toEqual(['failure', 'order', 'other']);
    expect(keeper.counts().waiting).toBe(0);
  },
);

describe('a crash loses no trace', () => {
  const rules = `decision_wait: 1s\npolicies: [${ERRORS}]`;

  test('whose request took longer to be stored than decisions wait', async () => {
    const store = await openForTest();
    const receiver = await httpReceiver();
    let time = Date.now();
    const now = (): number => time;
    const keeper = await openKeeper(store, receiver, rules, now);
    let onStored = (): void => {};
    const stored = new Promise<void>((resolve) => (onStored = resolve));
    const held = hold(store, keeper, encodeRequest({ spans: [spanOf('slow', failed)] }), stored);
    // holds what came behind it, when the first is on disk for certain
    await hold(store, keeper, encodeRequest({ spans: [spanOf('fast')] }));
    time += 60_000;
    await keeper.decide();
    onStored();
    await held;
    await keeper.close();
    const next = await openKeeper(store, receiver, rules, now);
    time += 60_000;
    await next.decide();
    await next.forward();
    await next.close();
    expect(namesOf(receiver)).toEqual(['slow']);
  });

  test('whose decision failed before', async () => {
    const store = await openForTest();
    const receiver = await httpReceiver();
    let time = Date.now();
    const now = (): number => time;
    let fails = true;
    const failing: Store = {
      ...store,
      openKeepTables: async (hold) => {
        const tables = await store.openKeepTables(hold);
        return {
          ...tables,
          insert: (table, rows) =>
            fails && table === 'kept' ? Promise.reject(new Error('The engine failed.')) : tables.insert(table, rows),
        };
      },
    };
    const keeper = await openKeeper(failing, receiver, rules, now);
    await hold(store, keeper, encodeRequest({ spans: [spanOf('failure', failed)] }));
    time += 60_000;
    await expect(keeper.decide()).rejects.toThrow('The engine failed.');
    await keeper.decide().catch(() => {});
    // nothing was kept, however often it was tried
    expect(keeper.counts()).toMatchObject({ byPolicy: new Map(), notKept: 0 });
    // and what could not be decided waits
    expect(keeper.counts()).toMatchObject({ waiting: 1, lag: { decision: 59 } });
    await keeper.close();
    fails = false;
    const next = await openKeeper(store, receiver, rules, now);
    time += 60_000;
    await next.decide();
    await next.forward();
    expect(next.counts().byPolicy).toEqual(new Map([['errors', 1]]));
    await next.close();
    expect(namesOf(receiver)).toEqual(['failure']);
  });

  test('that came while the clock was set back', async () => {
    const store = await openForTest();
    const receiver = await httpReceiver();
    let time = Date.now();
    const now = (): number => time;
    const keeper = await openKeeper(store, receiver, rules, now);
    await hold(store, keeper, encodeRequest({ spans: [spanOf('fine')] }));
    time += 60_000;
    await keeper.decide();
    time -= 50_000;
    await hold(store, keeper, encodeRequest({ spans: [spanOf('failure', failed)] }));
    await keeper.close();
    const next = await openKeeper(store, receiver, rules, now);
    time += 120_000;
    await next.decide();
    await next.forward();
    await next.close();
    expect(namesOf(receiver)).toEqual(['failure']);
  });
});

test('Other rules at a restart decide on what was not decided, and what was kept stays so.', async () => {
  const store = await openForTest();
  const receiver = await httpReceiver();
  let time = Date.now();
  const now = (): number => time;
  const keeper = await openKeeper(store, receiver, `decision_wait: 1s\npolicies: [${ERRORS}]`, now);
  await hold(store, keeper, encodeRequest({ spans: [spanOf('failure', failed)] }));
  time += 60_000;
  await keeper.decide();
  await hold(
    store,
    keeper,
    encodeRequest({ spans: [spanOf('wanted', { attributes: { vip: true } }), spanOf('second', failed)] }),
  );
  await keeper.close();
  const vip = '{ name: vip, type: boolean_attribute, boolean_attribute: { key: vip, value: true } }';
  const next = await openKeeper(store, receiver, `decision_wait: 1s\npolicies: [${vip}]`, now);
  time += 60_000;
  await next.decide();
  await next.forward();
  await next.close();
  expect(namesOf(receiver).sort()).toEqual(['failure', 'wanted']);
});

test('Stories in a circle are kept once, and one trace an hour apart is one trace.', async () => {
  let time = Date.now();
  const { send, forwarded } = await keeping(`policies: [${ERRORS}]`, { now: () => time });
  await send(spanOf('a', because('c')), spanOf('b', because('a')), spanOf('c', because('b')));
  expect(await forwarded()).toEqual([]);
  time += 3_600_000;
  await send({ name: 'a, later', trace: 'a', start: 3_600_000_000_000n, end: 3_600_000_000_001n, ...failed });
  expect((await forwarded()).sort()).toEqual(['a', 'a, later', 'b', 'c']);
  expect((await forwarded()).sort()).toEqual(['a', 'a, later', 'b', 'c']);
});

test('Skewed clocks change nothing of what is kept: an effect may seem to come before its cause.', async () => {
  const { send, forwarded } = await keeping(`policies: [${ERRORS}]`);
  await send(spanOf('order', { start: 9_000_000_000_000n, end: 9_000_000_000_001n }));
  await send(spanOf('failure', { ...failed, ...because('order'), start: 5n, end: 1n }));
  expect(await forwarded()).toEqual(['order', 'failure']);
});

test('A schedule that is linked to its last run for ever is kept up to most_traces, and goes on cheaply.', async () => {
  const { send, forwarded, keeper } = await keeping(`policies: [${ERRORS}]\nfollow: { most_traces: 5 }`);
  await send(spanOf('run 0', failed));
  const runs = ['run 0'];
  for (let run = 1; run <= 8; run += 1) {
    await send(spanOf(`run ${run}`, because(`run ${run - 1}`)));
    if (runs.length < 5) runs.push(`run ${run}`);
    expect(await forwarded()).toEqual(runs);
  }
  expect(keeper.counts().cut).toBe(1);
  // late spans of what is kept still go
  await send({ name: 'late', trace: 'run 4' });
  expect(await forwarded()).toEqual([...runs, 'late']);
});
