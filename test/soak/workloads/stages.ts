/** Stages of workflows with a ledger in memory: runs without end, retries, a run that goes on, and names from input. */
import { MemoryLedger, runStage, Stage, useLedger, Workflow } from 'spanlink/workflow';
import { concurrently, type Workload } from '../workload';

/** So few that the first rounds fill it. */
const RUNS = 500;
const ATTEMPTS = 200;

interface Loan {
  readonly id: string;
}

@Workflow({ name: 'loan', run: (loan: Loan) => loan.id })
class Loans {
  @Stage()
  async submit(_loan: Loan): Promise<void> {}

  @Stage({ after: 'submit', item: (_loan: Loan, bureau: number) => bureau })
  async check(_loan: Loan, bureau: number): Promise<void> {
    if (bureau === 1) throw new Error('no answer');
  }

  @Stage({ after: 'check' })
  async decide(_loan: Loan): Promise<void> {}
}

const loans = new Loans();
let runs = 0;

export const stages: Workload = {
  kind: 'stages',
  async round() {
    useLedger(ledger());
    const calls = await concurrently(RUNS, async () => {
      const loan = { id: `loan-${runs++}` };
      await loans.submit(loan);
      await Promise.allSettled([loans.check(loan, 0), loans.check(loan, 1)]);
      await loans.decide(loan);
    });
    const again = await concurrently(ATTEMPTS, (n) => loans.check({ id: 'always the same' }, 2 + runs + n));
    const made = await concurrently(ATTEMPTS, (n) => {
      return runStage({ workflow: 'made', run: n, stage: `stage-${runs + n}`, after: ['check'] }, () => n);
    });
    return 4 * calls + again + made;
  },
};

let kept: MemoryLedger | undefined;

function ledger(): MemoryLedger {
  return (kept ??= new MemoryLedger({ maxRuns: RUNS, maxAttempts: ATTEMPTS }));
}
