/** `@Workflow`, `@Stage` and `runStage`: allowed uses, in both decorator models. */
import { SpanKind } from '@opentelemetry/api';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import {
  historyOf,
  type Ledger,
  MemoryLedger,
  renderHistory,
  type RunHistory,
  runStage,
  Stage,
  type StageOptions,
  useLedger,
  Workflow,
} from 'spanlink/workflow';

interface Application {
  readonly id: string;
  readonly headers: Record<string, string>;
}

function same<One, Other>(_same: [One] extends [Other] ? ([Other] extends [One] ? true : false) : false): void {}

@Workflow({
  name: 'loan',
  run: (application: Application) => application.id,
  isReplaying: (application: Application) => application.id === '',
})
export class Allowed {
  readonly region = 'eu';

  get upper(): string {
    return this.region.toUpperCase();
  }

  @Stage()
  async submit(application: Application): Promise<string> {
    return application.id;
  }

  @Stage({ after: 'submit' })
  async one(application: Application): Promise<void> {}

  @Stage({ after: ['submit', 'one', 'check'] })
  async many(application: Application, span = SpanGuard.current()): Promise<void> {}

  @Stage({ item: (_application: Application, kind: string) => kind })
  async check(application: Application, kind: string): Promise<void> {}

  // types that are not annotated are inferred from the method, also if the function takes fewer arguments
  @Stage({ item: (application, kind) => `${application.id} ${kind.length}`, name: (application) => application.id })
  async unannotated(application: Application, kind: string): Promise<void> {}

  @Stage({
    after: ['one'],
    item: (application: Application) => application.id.length,
    isError: (error: unknown) => error !== null,
  })
  async fewer(application: Application, more: number): Promise<void> {}

  @Stage({ compensates: 'one', root: true })
  async revoke(application: Application): Promise<void> {}

  @Stage({
    deadLetterOf: 'one',
    name: (application: Application) => application.id,
    kind: SpanKind.CONSUMER,
    attributes(this: Allowed, application: Application) {
      return { region: this.region, id: application.id };
    },
    origin: (application: Application) => application,
    continues: (application: Application) => application.id,
    isReplaying: () => false,
    result: (value: unknown, application: Application) => ({ id: application.id }),
    isError: (error: unknown) => error instanceof RangeError,
  })
  async review(application: Application): Promise<Application> {
    return application;
  }

  @Stage({ links: (application: Application) => application })
  @Span({ attributes: { a: 1 } })
  @LinkFrom((application: Application) => application)
  async beside(application: Application): Promise<void> {}

  // a method of a generic type, one of no arguments, a plain one that returns a promise, and one of the class
  @Stage()
  async generic<T>(value: T): Promise<T> {
    return value;
  }

  @Stage({ after: 'generic' })
  async nothing(): Promise<void> {}

  @Stage()
  promised(application: Application): Promise<string> {
    return this.submit(application);
  }

  @Stage()
  static async ofClass(application: Application): Promise<void> {}

  @Stage({ after: 'ofClass' })
  static async afterThat(application: Application): Promise<void> {}

  // the stage itself may be private, or named by a symbol
  @Stage({ after: 'submit' })
  private async hidden(application: Application): Promise<void> {
    await this.beside(application);
  }

  show(application: Application): Promise<void> {
    return this.hidden(application);
  }

  @Stage({ after: 'submit' })
  async [Symbol.for('sign')](application: Application): Promise<void> {}
}

// stages of a subclass may come after those it inherits
export class Inherited extends Allowed {
  @Stage({ after: ['submit', 'own'] })
  async own(application: Application): Promise<void> {}
}

@Workflow({ name: 'numbers', run: (id: number) => id })
export abstract class Abstract {
  @Stage()
  async begin(id: number): Promise<void> {}
}

const options: StageOptions<'submit', [Application]> = { after: 'submit', item: (application) => application.id };
const after = ['submit', 'check'] as const;
const afterSubmit = Stage({ after: 'submit', item: (application: Application) => application.id });

@Workflow({ name: 'kept', run: () => 1 })
export class Kept {
  @Stage()
  async submit(application: Application): Promise<void> {}

  @Stage(options)
  async check(application: Application): Promise<void> {}

  @Stage({ after })
  async approve(): Promise<void> {}

  @afterSubmit
  async notify(application: Application, more: number): Promise<void> {}
}

export async function functions(ledger: Ledger): Promise<void> {
  const stage = { workflow: 'loan', run: 7, stage: 'submit' };
  same<Promise<number>, ReturnType<typeof runStage<number>>>(true);
  const number: number = await runStage(stage, () => 1);
  const text: string = await runStage(
    { ...stage, item: 'a', after: ['b'], attributes: () => ({}), origin: () => null },
    async (span) => {
      same<SpanGuard, typeof span>(true);
      return 'text';
    },
  );
  useLedger(ledger);
  useLedger(new MemoryLedger({ retentionDays: 7, maxRuns: 10, maxAttempts: 10 }), { timeout: 100 });
  useLedger(undefined);
  const history: RunHistory = await historyOf('loan', 7);
  const drawn: string = renderHistory(await historyOf('loan', '7', ledger));
  const [first] = history.attempts;
  const cause = first?.links[0]?.attempt?.spanContext?.traceId;
  void [number, text, drawn, cause];
}
