/** What decisions read from the store, where nothing is decided in memory. */
import { Keeper } from '../../server/keep/keeper';
import { readKeepFile } from '../../server/keep/rules/read-keep-file';
import type { Store } from '../../server/store/open-store';
import { openForTest } from '../store/folder';
import { because, closeAllKeeping, ERRORS, failed, hold, spanOf } from './keeping';
import { encodeRequest } from './requests';
import type { TestSpan } from './requests';

afterEach(closeAllKeeping);

const TRACES = 300;
const SOME = '{ name: some, type: probabilistic, probabilistic: { sampling_percentage: 50 } }';

test.each([
  ['of one span', 1, 1],
  ['of forty spans', 40, 1],
  ['of forty spans, which were sent twice', 40, 2],
])('Traces %s are decided together: statements do not grow with each of them.', async (_, spans, times) => {
  const embedded = await openForTest();
  let statements = 0;
  const store: Store = {
    ...embedded,
    storage: 'server',
    query: (sql, params, signal) => {
      if (sql.includes(embedded.tables.index)) statements += 1;
      return embedded.query(sql, params, signal);
    },
  };
  const { rules } = readKeepFile(`decision_wait: 0s\npolicies: [${SOME}, ${ERRORS}]`, 'keep.yaml');
  const forwarder = { send: () => Promise.resolve('accepted' as const), stop: () => {}, close: () => {} };
  const keeper = await Keeper.open({ store, rules, forwarder });
  const request = encodeRequest({
    spans: Array.from({ length: TRACES }, (_each, trace): TestSpan[] => [
      spanOf(`trace ${trace}`, { ...(trace % 3 === 2 && failed), ...(trace % 3 > 0 && because(`trace ${trace - 1}`)) }),
      ...Array.from({ length: spans - 1 }, (_span, index) => ({
        ...{ trace: `trace ${trace}`, parent: '00000000000000aa', id: (index + 1).toString(16).padStart(16, '0') },
      })),
    ]).flat(),
  });
  for (let time = 0; time < times; time += 1) await hold(store, keeper, request);
  await keeper.decide();
  await keeper.close();
  const { byPolicy, byRole } = keeper.counts();
  expect(byPolicy.get('errors') ?? 0).toBeGreaterThan(0);
  expect(byRole.get('cause')).toBeGreaterThan(0);
  expect(statements).toBeLessThan(TRACES / 2);
});
