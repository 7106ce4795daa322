/** `retry_of`: an attempt at a stage that failed before. */
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, useLedger } from 'spanlink/workflow';
import { application, Loan } from './loan';
import { asyncLedger } from '../fixtures/ledgers';

const recorder = recordSpans();
const loan = new Loan();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

describe.each([
  ['at once', () => new MemoryLedger()],
  ['later', () => asyncLedger()],
])('With a ledger that answers %s,', (_, ledger) => {
  beforeEach(() => useLedger(ledger()));

  test('a retry is linked to the failed attempt, and to the causes of that', async () => {
    const seven = application(1);
    await loan.submit(seven);
    await expect(loan.underwrite(seven)).rejects.toThrow('the bureau is down');
    await loan.underwrite(seven);
    const [failed, retry] = recorder.named('Loan.underwrite');
    expect(retry).toLinkTo(failed as never, { relation: 'retry_of' });
    expect(retry).toLinkTo(recorder.span('Loan.submit'), { relation: 'previous' });
    expect(retry).toBeRootSpan();
  });

  test('the attempts at a stage are numbered', async () => {
    const seven = application(2);
    for (let time = 0; time < 2; time++) await expect(loan.underwrite(seven)).rejects.toThrow('the bureau is down');
    await loan.underwrite(seven);
    expect(recorder.named('Loan.underwrite').map(({ attributes }) => attributes['spanlink.stage.attempt'])).toEqual([
      1, 2, 3,
    ]);
  });

  test('the last of several failed attempts is retried', async () => {
    const seven = application(2);
    for (let time = 0; time < 2; time++) await expect(loan.underwrite(seven)).rejects.toThrow('the bureau is down');
    await loan.underwrite(seven);
    const [first, second, third] = recorder.named('Loan.underwrite');
    expect(third).toLinkTo(second as never, { relation: 'retry_of' });
    expect(third).not.toLinkTo(first as never, { relation: 'retry_of' });
  });

  test('a stage that runs again after it completed retries nothing', async () => {
    const seven = application();
    await loan.underwrite(seven);
    await loan.underwrite(seven);
    const [first, second] = recorder.named('Loan.underwrite');
    expect(second).not.toLinkTo(first as never, { relation: 'retry_of' });
  });
});
