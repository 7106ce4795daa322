/** What a question has read: links count that the latest forms of their spans carry. */
import { ask } from './story';
import { closeAll, openForTest } from '../store/folder';
import { link, span, START, traceIdOf } from '../store/spans';

afterEach(closeAll);

test('A link that only an earlier form of its span carried leads nowhere, in either direction', async () => {
  const store = await openForTest();
  const received = (seconds: number): bigint => START + BigInt(seconds) * 1_000_000_000n;
  await store.insert([
    span(1, 1),
    span(2, 2, { links: [link(1, 1), link(3, 3)], received: received(1) }),
    span(3, 3),
    span(2, 2, { links: [link(3, 3)], received: received(2) }),
  ]);
  const lanes = async (trace: number): Promise<string[]> =>
    (await ask(store, 'graph', `trace=${traceIdOf(trace)}`)).lanes.map(({ traceId }) => traceId);
  expect(await lanes(1)).toEqual([traceIdOf(1)]);
  expect((await lanes(2)).sort()).toEqual([traceIdOf(2), traceIdOf(3)]);
  expect((await lanes(3)).sort()).toEqual([traceIdOf(2), traceIdOf(3)]);
});
