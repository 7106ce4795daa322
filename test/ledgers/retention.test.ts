/** The report of a ledger that cannot forget expired attempts. */
import { diag, DiagLogLevel } from '@opentelemetry/api';
import Database from 'libsql';
import { SqliteLedger } from 'spanlink/workflow';
import { newRun, NOW, openingOf, startAttempt } from '../fixtures/ledgers';

const warn = jest.fn();

beforeEach(() => {
  warn.mockClear();
  diag.setLogger(
    { error() {}, warn, info() {}, debug() {}, verbose() {} },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
});
afterEach(() => {
  diag.disable();
  jest.restoreAllMocks();
});

/** Waits until the work beside an opening has failed. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise(setImmediate);
}

test('a process that closes its database after its first stage gets no report', async () => {
  const database = new Database(':memory:');
  await startAttempt(new SqliteLedger(database), openingOf(newRun(), 'submit'));
  database.close();
  await settle();
  expect(warn).not.toHaveBeenCalled();
});

test('a ledger that twice fails to forget reports that once', async () => {
  const ledger = new SqliteLedger(new Database(':memory:'));
  jest.spyOn(ledger, 'prune').mockRejectedValue(new Error('no space left'));
  const said: number[] = [];
  for (let minute = 0; minute < 4; minute++) {
    jest.spyOn(Date, 'now').mockReturnValue(NOW + minute * 60_000);
    await startAttempt(ledger, openingOf(newRun(), 'submit'));
    await settle();
    said.push(warn.mock.calls.length);
  }
  expect(said).toEqual([0, 1, 1, 1]);
  expect(warn).toHaveBeenCalledWith(
    expect.stringContaining('ledger retention failed again'),
    expect.objectContaining({ message: 'no space left' }),
  );
});
