/**
 * `@Workflow`, `@Stage` and `runStage`: mismatches are refused in both decorator models, but for known holes.
 */
import { historyOf, MemoryLedger, runStage, Stage, useLedger, Workflow } from 'spanlink/workflow';

interface Application {
  readonly id: string;
}

export class Refused {
  readonly field = 1;

  @Stage()
  async submit(application: Application): Promise<void> {}

  // @ts-expect-error -- there is no such method
  @Stage({ after: 'submt' })
  async typo(application: Application): Promise<void> {}

  // @ts-expect-error -- nor is one of these
  @Stage({ after: ['submit', 'submt'] })
  async oneTypo(application: Application): Promise<void> {}

  // @ts-expect-error -- nothing to undo
  @Stage({ compensates: 'aprove' })
  async revoke(application: Application): Promise<void> {}

  // @ts-expect-error -- nothing that gave up
  @Stage({ deadLetterOf: 'field' })
  async review(application: Application): Promise<void> {}

  // @ts-expect-error -- a stage of objects does not come after one of the class
  @Stage({ after: 'ofClass' })
  async afterClass(application: Application): Promise<void> {}

  @Stage()
  static async ofClass(application: Application): Promise<void> {}

  // @ts-expect-error -- nor the other way round
  @Stage({ after: 'submit' })
  static async afterObject(application: Application): Promise<void> {}

  // @ts-expect-error -- a ledger takes its time, so that a stage returns a promise
  @Stage()
  sync(application: Application): string {
    return application.id;
  }

  // @ts-expect-error -- nor is a generator a stage
  @Stage()
  async *pages(application: Application): AsyncGenerator<number> {}

  // @ts-expect-error -- nor may it return a promise or nothing
  @Stage()
  sometimes(application: Application): Promise<void> | void {}

  // @ts-expect-error -- the function is for another argument
  @Stage({ item: (application: Application) => application.id })
  async otherArgument(count: number): Promise<void> {}

  // @ts-expect-error -- one of them is
  @Stage({ item: (application: Application, kind: string) => kind })
  async otherSecond(application: Application, count: number): Promise<void> {}

  // @ts-expect-error -- the method has no such argument
  @Stage({ item: (application: Application, kind: string) => kind })
  async tooMany(application: Application): Promise<void> {}

  // @ts-expect-error -- an item is text or a number
  @Stage({ item: (application: Application) => application })
  async noItem(application: Application): Promise<void> {}

  // @ts-expect-error -- a number is no source
  @Stage({ origin: (application: Application) => application.id.length })
  async noOrigin(application: Application): Promise<void> {}

  // @ts-expect-error -- there is no such option
  @Stage({ before: 'submit' })
  async unknownOption(application: Application): Promise<void> {}

  // @ts-expect-error -- the trace of a stage is the ledger's affair
  @Stage({ parent: () => null })
  async moved(application: Application): Promise<void> {}

  // @ts-expect-error -- the name is an option
  @Stage('submit')
  async named(application: Application): Promise<void> {}

  // @ts-expect-error -- the parentheses are missing
  @Stage
  async notCalled(application: Application): Promise<void> {}

  // @ts-expect-error -- a getter is no method
  @Stage()
  get getter(): Promise<void> {
    return Promise.resolve();
  }

  // @ts-expect-error -- nor is a field
  @Stage()
  arrow = async (application: Application): Promise<void> => {};

  // @ts-expect-error -- a workflow is a class
  @Workflow({ name: 'loan', run: () => 1 })
  async workflow(application: Application): Promise<void> {}
}

// @ts-expect-error -- a stage is a method
@Stage()
export class Class {}

// @ts-expect-error -- a run has an id
@Workflow({ name: 'loan' })
export class WithoutRun {}

// @ts-expect-error -- a workflow has a name
@Workflow({ run: (application: Application) => application.id })
export class WithoutName {}

// @ts-expect-error -- the id is text or a number
@Workflow({ name: 'loan', run: (application: Application) => application })
export class WithoutId {}

// @ts-expect-error -- and is known at once
@Workflow({ name: 'loan', run: async (application: Application) => application.id })
export class Later {}

// @ts-expect-error -- the parentheses are missing
@Workflow
export class NotCalled {
  static run(): void {}
}

export function functions(): void {
  // @ts-expect-error -- a stage has a name
  void runStage({ workflow: 'loan', run: 7 }, () => undefined);
  // @ts-expect-error -- a run is text or a number
  void runStage({ workflow: 'loan', run: {}, stage: 'submit' }, () => undefined);
  // @ts-expect-error -- an item is given as it is, as there are no arguments
  void runStage({ workflow: 'loan', run: 7, stage: 'submit', item: () => 1 }, () => undefined);
  // @ts-expect-error -- the value is the body's
  const text: Promise<string> = runStage({ workflow: 'loan', run: 7, stage: 'submit' }, () => 1);
  // @ts-expect-error -- a ledger has methods
  useLedger({ open() {} });
  // @ts-expect-error -- milliseconds
  useLedger(new MemoryLedger(), { timeout: '1s' });
  // @ts-expect-error -- there is no such option
  new MemoryLedger({ retention: 7 });
  // @ts-expect-error -- of which run
  void historyOf('loan');
  void text;
}

/** Mistakes that no type can show. */
@Workflow({ name: 'loan', run: (application: Application) => application.id })
export class Holes {
  // a method that is no stage may be named: refused when the class is defined
  async helper(): Promise<void> {}

  @Stage({ after: 'helper' })
  async afterHelper(application: Application): Promise<void> {}

  // the run is read from the arguments of the stage, which @Workflow does not know
  @Stage()
  async otherRun(count: number): Promise<void> {}

  // a stage that is private cannot be named, though it is one
  @Stage()
  private async hidden(application: Application): Promise<void> {}

  show(application: Application): Promise<void> {
    return this.hidden(application);
  }

  // @ts-expect-error -- no type knows of it
  @Stage({ after: 'hidden' })
  async afterHidden(application: Application): Promise<void> {}

  // text that is not known when it is compiled
  @Stage({ after: String(Math.random()) as 'afterHelper' })
  async computed(application: Application): Promise<void> {}
}
