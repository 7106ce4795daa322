/** A workflow with a stage of every kind. */
import { Stage, Workflow } from 'spanlink/workflow';

export interface Application {
  readonly id: string;
  /** The number of times that its underwriting fails. */
  fails?: number;
}

@Workflow({ name: 'loan', run: (application: Application) => application.id })
export class Loan {
  @Stage()
  async submit(application: Application): Promise<string> {
    return application.id;
  }

  @Stage({ after: 'submit' })
  async underwrite(application: Application): Promise<void> {
    application.fails = (application.fails ?? 0) - 1;
    if (application.fails >= 0) throw new Error('the bureau is down');
  }

  @Stage({ after: 'submit', item: (_application: Application, kind: string) => kind })
  async check(_application: Application, kind: string): Promise<void> {
    if (kind === 'fails') throw new Error('it failed');
  }

  @Stage({ after: ['underwrite', 'check'] })
  async approve(_application: Application): Promise<void> {}

  @Stage()
  async notify(_application: Application): Promise<void> {}

  @Stage({ compensates: 'approve' })
  async revoke(_application: Application): Promise<void> {}

  @Stage({ deadLetterOf: 'underwrite' })
  async review(_application: Application): Promise<void> {}
}

let last = 0;

/** An application that no other test has. */
export function application(fails = 0): Application {
  return { id: `application ${++last}`, fails };
}
