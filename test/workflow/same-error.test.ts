/** Promises 3 and 4: the result and the error of a stage go through, whatever the ledger does. */
import { SpanStatusCode } from '@opentelemetry/api';
import { recordSpans } from 'spanlink/testing';
import { type Ledger, MemoryLedger, runStage, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { hostile } from '../fixtures/hostile-inputs';
import { asyncLedger, ledgerWith } from '../fixtures/ledgers';

// retries in the background end with the test
jest.useFakeTimers({ advanceTimers: true, doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

@Workflow({ name: 'orders', run: (id: number) => id })
class Orders {
  @Stage()
  async give<T>(_id: number, value: T): Promise<T> {
    return value;
  }

  @Stage()
  async fail(_id: number, error: unknown): Promise<never> {
    throw error;
  }

  @Stage()
  failAtOnce(_id: number, error: unknown): Promise<never> {
    throw error;
  }
}
const orders = new Orders();

const fail = (): never => {
  throw new Error('thrown by the ledger');
};
const reject = (): Promise<never> => Promise.reject(new Error('rejected by the ledger'));

const ledgers: [string, () => Ledger | undefined][] = [
  ['answers at once', () => new MemoryLedger()],
  ['answers later', () => asyncLedger()],
  ['does not exist', () => undefined],
  ['throws', () => ledgerWith({ open: fail, start: fail, finish: fail })],
  ['throws at the start of the span', () => ledgerWith({ start: fail })],
  ['throws at the end', () => ledgerWith({ finish: fail })],
  ['rejects', () => ledgerWith({ open: reject, start: reject, finish: reject })],
  ['rejects at the end', () => ledgerWith({ finish: reject })],
  [
    'answers nonsense',
    () => ledgerWith({ open: () => hostile as never, start: () => hostile as never, finish: () => hostile as never }),
  ],
  ['answers nonsense at the end', () => ledgerWith({ start: () => hostile as never, finish: () => hostile as never })],
];

describe.each(ledgers)('With a ledger that %s,', (_, ledger) => {
  beforeEach(() => useLedger(ledger(), { timeout: 1 }));

  test('the value is the one that the method returned', async () => {
    for (const value of [undefined, null, 0, 'text', Symbol('sign'), {}, [], new Map(), () => 1]) {
      await expect(orders.give(1, value)).resolves.toBe(value);
    }
    expect(recorder.named('Orders.give')).toHaveLength(9);
  });

  test.each([[new Error('failed')], [undefined], [null], [''], [0], [Symbol('sign')], [{}], [Object.create(null)]])(
    'the error is the one that the method threw: %p',
    async (error) => {
      for (const method of ['fail', 'failAtOnce'] as const) {
        const call = async (): Promise<unknown> => orders[method](2, error);
        const caught = await call().then(
          () => 'nothing was thrown',
          (thrown: unknown) => [thrown],
        );
        expect((caught as unknown[])[0]).toBe(error);
        expect(recorder.span(`Orders.${method}`).status.code).toBe(SpanStatusCode.ERROR);
      }
    },
  );

  test('an error that cannot be read goes through too', async () => {
    const caught = await orders.fail(3, hostile).then(
      () => undefined,
      (thrown: unknown) => [thrown],
    );
    expect(caught?.[0] === hostile).toBe(true);
    expect(recorder.span('Orders.fail').status.code).toBe(SpanStatusCode.ERROR);
  });

  test('runStage returns or throws what its body does', async () => {
    const error = new RangeError('failed');
    await expect(runStage({ workflow: 'orders', run: 4, stage: 'give' }, () => 7)).resolves.toBe(7);
    await expect(
      runStage({ workflow: 'orders', run: 4, stage: 'fail' }, () => {
        throw error;
      }),
    ).rejects.toBe(error);
  });

  test('no span stays open, and no rejection is left unhandled', async () => {
    const unhandled: unknown[] = [];
    const listen = (reason: unknown): unknown => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    await orders.give(5, 1);
    await orders.fail(5, 'error').catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', listen);
    expect(unhandled).toEqual([]);
    expect(recorder.unfinished).toEqual([]);
  });
});
