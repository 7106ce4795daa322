/** Keeping from end to end: spans come in over OTLP, and what is kept goes out, whole, once, and in its bytes. */
import { createExporter } from '../../server/keep/forward/create-exporter';
import { readEndpoint } from '../../server/keep/forward/endpoint';
import { Forwarder } from '../../server/keep/forward/forwarder';
import { Keeper } from '../../server/keep/keeper';
import { readKeepFile } from '../../server/keep/rules/read-keep-file';
import { startClickhouse } from '../store/clickhouse-server';
import { closeAll, newFolder } from '../store/folder';
import { because, closeAllKeeping, closeKeeping, ERRORS, failed, keeping, namesOf, spanOf } from './keeping';
import { encodeRequest } from './requests';

afterEach(closeAllKeeping);

describe('a kept trace', () => {
  test('takes its causes along, which came long before, and its effects, but no siblings', async () => {
    const { send, forwarded } = await keeping(`policies: [${ERRORS}]`);
    await send(spanOf('order'));
    await send(spanOf('batch', because('order')), spanOf('sibling', because('order')));
    expect(await forwarded()).toEqual([]);
    await send(spanOf('failure', { ...failed, ...because('batch') }));
    expect(await forwarded()).toEqual(['order', 'batch', 'failure']);
    await send(spanOf('retry', because('failure')));
    expect(await forwarded()).toEqual(['order', 'batch', 'failure', 'retry']);
    await send(spanOf('later', because('retry')), spanOf('other sibling', because('batch')));
    expect(await forwarded()).toEqual(['order', 'batch', 'failure', 'retry', 'later']);
  });

  test('is forwarded with spans that come later, and with causes that come after their effects', async () => {
    const { send, forwarded } = await keeping(`policies: [${ERRORS}]`);
    await send(spanOf('failure', { ...failed, ...because('order') }));
    expect(await forwarded()).toEqual(['failure']);
    await send(spanOf('order', because('shop')));
    expect(await forwarded()).toEqual(['failure', 'order']);
    await send(spanOf('shop'));
    await send({ name: 'late', trace: 'failure' }, { name: 'late cause', trace: 'order' });
    expect((await forwarded()).sort()).toEqual(['failure', 'late', 'late cause', 'order', 'shop']);
  });

  test('is forwarded once, however often it is decided, and however many stories it is part of', async () => {
    const { send, forwarded } = await keeping(`policies: [${ERRORS}, { name: all, type: always_sample }]`);
    await send(spanOf('order'), spanOf('one', { ...failed, ...because('order') }));
    await send(spanOf('two', { ...failed, ...because('order', 'one') }));
    await forwarded();
    expect((await forwarded()).sort()).toEqual(['one', 'order', 'two']);
  });

  test('is decided again by all its spans when others come, until a policy is for it', async () => {
    const { send, forwarded } = await keeping(
      'policies: [{ name: big, type: span_count, span_count: { min_spans: 3 } }]',
    );
    await send({ name: 'a' }, { name: 'b' });
    expect(await forwarded()).toEqual([]);
    await send({ name: 'c' });
    expect(await forwarded()).toEqual(['a', 'b', 'c']);
  });

  test('is kept for a link that came to it, if a policy asks for that', async () => {
    const { send, forwarded } = await keeping(
      'policies: [{ name: r, type: link, link: { relation: retry_of, direction: effects } }]\n' +
        'follow: { effects: none }',
    );
    await send(spanOf('first'));
    expect(await forwarded()).toEqual([]);
    await send(spanOf('again', { links: [{ to: 'first', attributes: { 'spanlink.relation': 'retry_of' } }] }));
    expect(await forwarded()).toEqual(['first']);
  });

  test('is forwarded in the bytes that were sent', async () => {
    const { send, forwarded, backend } = await keeping(`policies: [${ERRORS}]`);
    const span = spanOf('failure', {
      ...failed,
      attributes: {
        n: 2n ** 60n,
        d: 0.1,
        b: true,
        list: { arrayValue: { values: [{ bytesValue: Buffer.from('x') }] } },
      },
      traceState: 'ot=th:8',
      flags: 0x301,
    });
    await send(span);
    await forwarded();
    expect(backend.received[0]?.body).toEqual(encodeRequest({ resource: { host: 'h' }, spans: [span] }));
  });
});

describe('probability', () => {
  test('decides by the first cause, so that stories are kept whole or not at all', async () => {
    const { send, forwarded } = await keeping(
      'policies: [{ name: half, type: probabilistic, probabilistic: { sampling_percentage: 50 } }]\n' +
        'follow: { causes: none, effects: none }',
    );
    const stories = Array.from({ length: 20 }, (_, index) => `story ${index}`);
    for (const story of stories)
      await send(
        spanOf(story),
        spanOf(`${story} 2`, because(story)),
        spanOf(`${story} 3`, because(`${story} 2`)),
        spanOf(`${story} 4`, because(`${story} 2`)),
      );
    const names = await forwarded();
    const kept = stories.filter((story) => names.includes(story));
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(stories.length);
    expect(names.sort()).toEqual(kept.flatMap((story) => [story, `${story} 2`, `${story} 3`, `${story} 4`]).sort());
  });

  test('is told to the backend where spans carry it, with use_tracestate', async () => {
    const { send, forwarded, backend } = await keeping(
      'use_tracestate: true\npolicies: ' +
        `[{ name: all, type: probabilistic, probabilistic: { sampling_percentage: 50 } }, ${ERRORS}]`,
    );
    // the highest randomness passes every threshold
    const ot = `ot=th:4;rv:${'f'.repeat(14)}`;
    await send(spanOf('fine', { traceState: ot }));
    await send(spanOf('failure', { ...failed, traceState: ot }));
    await forwarded();
    const bytes = backend.received.map(({ body }) => body.toString('latin1')).join();
    const random = `rv:${'f'.repeat(14)}`;
    expect(bytes.match(/ot=(?:th:8;)?rv:f{14}/g)).toEqual([`ot=th:8;${random}`, `ot=${random}`]);
  });
});

describe('the backend', () => {
  test('that is down gets everything when it is back, in order', async () => {
    const down = { status: 503 };
    const { send, forwarded, backend } = await keeping(`policies: [${ERRORS}]`, { replies: [down, down, down, {}] });
    await send(spanOf('order'), spanOf('one', { ...failed, ...because('order') }));
    await send(spanOf('two', { ...failed, ...because('one') }));
    await forwarded();
    expect(namesOf({ ...backend, received: backend.received.slice(3) })).toEqual(['order', 'one', 'two']);
  });

  test('that refuses a request does not get it again, and gets the next', async () => {
    const { send, forwarded, backend } = await keeping(`policies: [${ERRORS}]`, { replies: [{ status: 400 }, {}] });
    await send(spanOf('one', failed));
    await forwarded();
    await send(spanOf('two', failed));
    expect(await forwarded()).toEqual(['one', 'two']);
    expect(backend.received).toHaveLength(2);
  });
});

test('A restart goes on with what was kept and not sent, and with what was undecided.', async () => {
  const { store, keeper, send, backend } = await keeping(`policies: [${ERRORS}]`);
  await send(spanOf('order'), spanOf('kept', { ...failed, ...because('order') }));
  await keeper.decide();
  await send(spanOf('undecided', failed), spanOf('effect', because('kept')));
  await keeper.close();
  const endpoint = readEndpoint({ url: backend.url }, {});
  const next = await Keeper.open({
    store,
    forwarder: new Forwarder(createExporter(endpoint), endpoint),
    rules: readKeepFile(`decision_wait: 0s\npolicies: [${ERRORS}]`, 'keep.yaml').rules,
  });
  await next.decide();
  await next.forward();
  await next.forward();
  await next.close();
  expect(namesOf(backend).sort()).toEqual(['effect', 'kept', 'order', 'undecided']);
  expect(namesOf(backend).slice(0, 2)).toEqual(['order', 'kept']);
});

test('A server holds requests, too, and its tables are as the embedded ones.', async () => {
  const server = await startClickhouse(newFolder());
  const { send, forwarded, keeper } = await keeping(`policies: [${ERRORS}]`, { clickhouse: server.url });
  await send(spanOf('order'), spanOf('sibling', because('order')));
  await send(spanOf('failure', { ...failed, ...because('order') }));
  expect(await forwarded()).toEqual(['order', 'failure']);
  await send(spanOf('retry', because('failure')));
  expect(await forwarded()).toEqual(['order', 'failure', 'retry']);
  expect(keeper.counts()).toMatchObject({
    notKept: 3,
    byRole: new Map([
      ['cause', 1],
      ['effect', 1],
    ]),
  });
  await closeKeeping();
  await closeAll();
  await server.close();
});

test('With --fsync, what is held is acknowledged only once the disk has it.', async () => {
  const { store } = await keeping(`policies: [${ERRORS}]`, { fsync: true });
  const tables = await store.query<{ create: string }>(
    "SELECT create_table_query AS create FROM system.tables WHERE name LIKE 'spanlink_%' AND engine LIKE '%MergeTree'",
  );
  expect(tables.length).toBeGreaterThanOrEqual(6);
  for (const { create } of tables) expect(create).toContain('fsync_after_insert = 1');
});
