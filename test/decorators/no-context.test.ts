/** A source that holds no context in the first 20 calls of its method is told, by what the last of them passed. */
import { LinkFrom, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { A } from '../fixtures/spans';
import { recordReports } from '../fixtures/reports';
import { forgetTold, loaded, recordWarnings } from '../fixtures/told';

const recorder = recordSpans();
const reports = recordReports();
beforeEach(() => (reports.length = 0));
afterAll(() => recorder.stop());

const HELD = 'held no span context in the first 20 calls; at the last';

test('an argument is told by its keys, and the selector to write', async () => {
  class Orders {
    @LinkFrom(0) read(order: object): void {}
  }
  for (let call = 0; call < 19; call++) new Orders().read({ id: call, payload: { traceparent: A } });
  await loaded();
  expect(reports).toEqual([]);
  for (let call = 0; call < 20; call++) new Orders().read({ id: call, payload: { traceparent: A } });
  await loaded();
  expect(reports).toEqual([
    `spanlink: @LinkFrom(0) of Orders.read ${HELD} the argument is an object with keys id, payload; ` +
      'no headers, no traceparent; did you mean (order) => order.payload? it holds one',
  ]);
});

test('what a selector gave is told, and an option by its name', async () => {
  class Orders {
    @LinkFrom((order: undefined) => order) pick(order: undefined): void {}
  }
  const orphan = traced(() => 1, { parent: () => ({ id: 1 }) as never });
  for (let call = 0; call < 20; call++) {
    new Orders().pick(undefined);
    orphan();
  }
  await loaded();
  expect(reports).toEqual([
    `spanlink: @LinkFrom(selector) of Orders.pick ${HELD} the selector gave undefined; ` +
      'undefined means that there is no cause',
    `spanlink: option parent of anonymous ${HELD} the source is an object with keys id; no headers, no traceparent`,
  ]);
});

test('the user is told by a warning of its own kind, which names the method as it is', async () => {
  forgetTold();
  process.env.SPANLINK_WARNINGS = '1';
  const warnings = recordWarnings();
  const job = traced({ 'job: nightly': () => 1 }['job: nightly'] as () => number, { links: () => ({}) });
  for (let call = 0; call < 20; call++) job();
  await loaded();
  process.env.SPANLINK_WARNINGS = '0';
  jest.restoreAllMocks();
  expect(warnings).toEqual([
    expect.stringMatching(/^SPANLINK_NO_CONTEXT option links of job: nightly held no span context in the first 20 /),
  ]);
});

test('what cannot be looked into costs nobody an error', async () => {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  class Orders {
    @LinkFrom(0) odd(order: unknown): string {
      return 'done';
    }
  }
  for (let call = 0; call < 20; call++) expect(new Orders().odd(proxy)).toBe('done');
  await loaded();
  expect(reports.at(-1)).toContain('Orders.odd');
});
