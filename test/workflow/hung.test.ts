/** An attempt that hangs and is tried again in the same process: nothing of it died, so it is retried. */
import { inSpan } from 'spanlink';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { MemoryLedger, runStage, useLedger } from 'spanlink/workflow';
import { cause } from '../fixtures/spans';
import { deferred } from '../fixtures/deferred';
import { asyncLedger, attemptElsewhere } from '../fixtures/ledgers';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const charge = { workflow: 'orders', run: 7, stage: 'charge' };
const relationsOf = (span: FinishedSpan): unknown[] =>
  span.links.map(({ attributes }) => attributes?.['spanlink.relation']);

describe.each([
  ['at once', () => new MemoryLedger()],
  ['later', () => asyncLedger()],
])('With a ledger that answers %s', (_, ledger) => {
  beforeEach(() => useLedger(ledger()));

  /** Begins attempts that hang, and returns what ends them, with their spans. */
  async function hang(...stages: object[]): Promise<() => Promise<readonly FinishedSpan[]>> {
    const [started, end] = [stages.map(() => deferred()), deferred()];
    const running: Promise<void>[] = [];
    for (const [n, stage] of stages.entries()) {
      running.push(runStage({ ...charge, ...stage }, () => (started[n]?.resolve(), end.promise)));
      await started[n]?.promise;
    }
    return async () => {
      end.resolve();
      await Promise.all(running);
      return recorder.spans.slice(-stages.length);
    };
  }

  test('the next attempt is linked to it, and to what came before it', async () => {
    await runStage({ ...charge, stage: 'submit' }, () => undefined);
    const end = await hang({});
    await runStage(charge, () => undefined);
    const retry = recorder.span('orders.charge');
    const [hung] = await end();
    expect(retry).toLinkTo(hung as never, { relation: 'retry_of' });
    expect(retry).toLinkTo(recorder.span('orders.submit'), { relation: 'previous' });
    expect(relationsOf(retry)).toEqual(['retry_of', 'previous', 'origin']);
  });

  test('of several that hang the last is retried', async () => {
    const end = await hang({}, {}, {});
    await runStage(charge, () => undefined);
    const [retry] = recorder.spans;
    const [first, second, third] = await end();
    expect(retry).toLinkTo(third as never, { relation: 'retry_of' });
    for (const other of [first, second]) expect(retry).not.toLinkTo(other as never, { relation: 'retry_of' });
    expect(third).toLinkTo(second as never, { relation: 'retry_of' });
  });

  test('one that has been retried already is not retried again', async () => {
    const end = await hang({});
    await runStage(charge, () => Promise.reject(new Error('failed'))).catch(() => undefined);
    await runStage(charge, () => undefined);
    const [failed, retry] = recorder.named('orders.charge');
    const [hung] = await end();
    expect(failed).toLinkTo(hung as never, { relation: 'retry_of' });
    expect(retry).toLinkTo(failed as never, { relation: 'retry_of' });
    expect(retry).not.toLinkTo(hung as never, { relation: 'retry_of' });
  });

  test('items of one stage that run at once retry nothing', async () => {
    const end = await hang({ item: 'a' }, { item: 'b' });
    for (const span of await end()) expect(relationsOf(span)).not.toContain('retry_of');
  });

  test('one that completed in the end is not retried', async () => {
    const end = await hang({});
    await end();
    recorder.reset();
    await runStage(charge, () => undefined);
    expect(relationsOf(recorder.span('orders.charge'))).not.toContain('retry_of');
  });

  test('one that runs around the call is not retried', async () => {
    await runStage(charge, () => inSpan('helper', () => runStage(charge, () => undefined)));
    for (const span of recorder.named('orders.charge')) expect(relationsOf(span)).not.toContain('retry_of');
  });
});

test('one that hangs in another process is resumed', async () => {
  const ledger = new MemoryLedger();
  useLedger(ledger);
  await attemptElsewhere(ledger, { ...charge, run: '7', item: '' }, 0);
  await runStage(charge, () => undefined);
  expect(recorder.span('orders.charge')).toLinkTo(cause(0), { relation: 'resumes' });
  expect(recorder.span('orders.charge')).not.toLinkTo(cause(0), { relation: 'retry_of' });
});
