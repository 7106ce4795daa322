/** The answer about counters, cut where it is asked to be. */
import { ask } from './story';
import { counterBlock } from '../../server/store/counter-table';
import { closeAll, openForTest } from '../store/folder';
import { traceIdOf } from '../store/spans';

afterEach(closeAll);

test('As many counters are told as are asked for, and the answer says if there are more', async () => {
  const store = await openForTest();
  const now = Date.now();
  await store.appendCounters(
    counterBlock(
      [1, 2, 3].map((number) => ({
        ...{ Series: traceIdOf(number), Service: 'orders', Counter: `count ${number}`, Site: '', Attributes: '' },
        ...{ IsDelta: 1, Start: 0n, IsStartKnown: 1, Time: BigInt(now) * 1_000_000n, Value: BigInt(number) },
        Received: now,
      })),
    ),
  );
  const told = async (limit: number): Promise<unknown> => {
    const { counters, cutBy } = await ask(store, 'counters', `limit=${limit}`);
    return [counters.map(({ counter, value }) => [counter, value]), cutBy];
  };
  const all = [1, 2, 3].map((number) => [`count ${number}`, number]);
  expect(await told(2)).toEqual([all.slice(0, 2), ['limit']]);
  expect(await told(3)).toEqual([all, []]);
});
