/** Debugging tells what the ledger knew of a run, without the run's id. */
import { configure } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { MemoryLedger, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { loaded, recordLines } from '../fixtures/told';

const recorder = recordSpans();
afterAll(() => {
  configure({ debug: undefined });
  useLedger(undefined);
  recorder.stop();
});

@Workflow({ name: 'loan', run: (id: string) => id })
class Loan {
  @Stage() async submit(id: string): Promise<void> {}
  @Stage({ after: 'submit' }) async approve(id: string): Promise<void> {}
}

test('a stage tells which links the ledger gave', async () => {
  const lines = recordLines();
  configure({ debug: true });
  useLedger(new MemoryLedger());
  await new Loan().submit('secret');
  await new Loan().approve('secret');
  await loaded();
  expect(lines.filter((line) => line.includes('the ledger'))).toEqual([
    "Loan.submit: stage 'submit': the ledger knows no attempt before this one",
    "Loan.approve: stage 'approve': the ledger gave links: previous, origin",
  ]);
  expect(lines.join('\n')).not.toContain('secret');
});
