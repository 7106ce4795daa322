/** The workflow, which is the same on every engine: the stages and their order. */
import { SpanGuard } from 'spanlink';
import { Stage, Workflow } from 'spanlink/workflow';
import type { Bureaus } from './bureaus.js';

/** A customer's request. */
export interface Application {
  readonly id: string;
  readonly amount: number;
}

/** The checks that every application goes through, at once. */
export const CHECKS = ['fraud', 'income'] as const;
export type Check = (typeof CHECKS)[number];

/** One call of a stage, in the form that travels from process to process. */
export interface Step {
  readonly stage: 'submit' | 'check' | 'underwrite' | 'approve' | 'revoke' | 'review';
  readonly application: Application;
  readonly check?: Check;
}

/** No stage has the span or headers of another here: the ledger knows what to link to. */
@Workflow({ name: 'loan-application', run: (application: Application) => application.id })
export class LoanApplication {
  readonly #bureaus: Bureaus;

  constructor(bureaus: Bureaus) {
    this.#bureaus = bureaus;
  }

  // The run's first span is the `origin` of all others.
  @Stage()
  async submit(application: Application): Promise<void> {
    SpanGuard.current().setAttribute('loan.amount', application.amount);
  }

  // Fan-out: one stage, many items. Attempts are counted, and retries found, for each.
  @Stage({ after: 'submit', item: (_application: Application, check: Check) => check })
  async check(application: Application, check: Check): Promise<void> {
    await this.#bureaus.ask(check, application.id);
  }

  // Fan-in: linked to the last attempt at every item of the stage.
  @Stage({ after: 'check' })
  async underwrite(application: Application): Promise<void> {
    await this.#bureaus.ask('score', application.id);
  }

  @Stage({ after: ['check', 'underwrite'] })
  async approve(_application: Application): Promise<void> {}

  // Months later, by somebody else.
  @Stage({ compensates: 'approve' })
  async revoke(_application: Application): Promise<void> {}

  // An application that nobody could underwrite waits for a person.
  @Stage({ deadLetterOf: 'underwrite' })
  async review(_application: Application): Promise<void> {}
}

/** Calls the stage of a step. */
export function take(step: Step, loans: LoanApplication): Promise<void> {
  return step.stage === 'check'
    ? loans.check(step.application, step.check as Check)
    : loans[step.stage](step.application);
}
