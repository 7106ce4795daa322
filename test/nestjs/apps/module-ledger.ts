/** `LedgerModule`: ledgers that open, that fail, that come late, and what becomes of them at shutdown. */
import {
  Controller,
  type DynamicModule,
  Get,
  Inject,
  Injectable,
  Module,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Stage, Workflow, type Ledger, MemoryLedger, useLedger } from 'spanlink/workflow';
import { InjectLedger, LEDGER, LedgerModule } from 'spanlink/nestjs';
import { Said, startQuietly, visit } from './module-parts.js';
import { run } from './run.js';

@Injectable()
@Workflow({ name: 'loan', run: (id: string) => id })
class Loan {
  readonly ledger: Ledger | undefined;

  constructor(@InjectLedger() ledger: Ledger | undefined) {
    this.ledger = ledger;
  }

  @Stage()
  async submit(_id: string): Promise<void> {}

  @Stage()
  async wait(_id: string, until: Promise<unknown>): Promise<string> {
    await until;
    return 'waited';
  }
}

@Controller()
class Loans {
  private readonly loan: Loan;

  constructor(@Inject(Loan) loan: Loan) {
    this.loan = loan;
  }

  @Get()
  async submit(): Promise<string> {
    await this.loan.submit('L1');
    return this.loan.ledger === undefined ? 'without' : 'with';
  }
}

const SETTINGS = Symbol('settings');

@Module({ providers: [{ provide: SETTINGS, useValue: { days: 7 } }], exports: [SETTINGS] })
class SettingsModule {}

function application(...imports: DynamicModule[]): DynamicModule {
  class AppModule {}
  return { module: AppModule, imports, controllers: [Loans], providers: [Loan] };
}

async function attemptsIn(ledger: Ledger): Promise<number> {
  return (await ledger.history('loan', 'L1')).length;
}

/** The stage that runs while the application is shut down goes on, and ends. */
async function shutDownWhileBusy(): Promise<unknown> {
  const order: string[] = [];
  const ledger = new MemoryLedger();
  const { app } = await startQuietly(
    application(LedgerModule.forRoot(ledger, { close: () => order.push('closed') })),
    new Said(),
  );
  let release = (): void => {};
  const waiting = app.get(Loan).wait('L1', new Promise<void>((resolve) => (release = resolve)));
  await app.close();
  release();
  return { stage: await waiting, order, injected: app.get(LEDGER) === ledger };
}

/** Works until Nest has asked it to stop, as the workers of a queue do. */
@Injectable()
class Drain implements OnApplicationShutdown {
  private readonly loan: Loan;

  constructor(@Inject(Loan) loan: Loan) {
    this.loan = loan;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loan.submit('L1');
  }
}

async function drained(): Promise<unknown> {
  const ledger = new MemoryLedger();
  let before = 0;
  class QueueModule {}
  const close = async (): Promise<void> => void (before = await attemptsIn(ledger));
  const app = application(LedgerModule.forRoot(ledger, { close }), { module: QueueModule, providers: [Drain, Loan] });
  await visit(app);
  return { whenClosed: before };
}

/** The ledger is there after the application has started. */
async function late(): Promise<unknown> {
  const ledger = new MemoryLedger();
  let give = (_ledger: Ledger): void => {};
  const said = new Said();
  const useFactory = (): Promise<Ledger> => new Promise((resolve) => (give = resolve));
  const { app } = await startQuietly(application(LedgerModule.forRootAsync({ useFactory, startTimeout: 1 })), said);
  await app.get(Loan).submit('L1');
  const before = await attemptsIn(ledger);
  give(ledger);
  await new Promise((resolve) => setImmediate(resolve));
  await app.get(Loan).submit('L1');
  await app.close();
  return { before, after: await attemptsIn(ledger), said: said.lines };
}

run(async () => {
  const [plain, opened, first, second] = [
    new MemoryLedger(),
    new MemoryLedger(),
    new MemoryLedger(),
    new MemoryLedger(),
  ];
  const closed: string[] = [];
  const results: Record<string, unknown> = {};
  results.plain = await visit(application(LedgerModule.forRoot(plain)));
  const useFactory = async ({ days }: { days: number }) => ({
    ledger: opened,
    close: async () => closed.push(`after ${days} days`),
  });
  results.fromFactory = await visit(
    application(LedgerModule.forRootAsync({ imports: [SettingsModule], inject: [SETTINGS], useFactory, timeout: 500 })),
  );
  results.closed = [...closed];
  results.down = await visit(
    application(LedgerModule.forRootAsync({ useFactory: () => Promise.reject(new Error('connect ECONNREFUSED')) })),
  );
  results.noLedger = await visit(application(LedgerModule.forRoot({} as never)));
  results.unknownOption = await visit(application(LedgerModule.forRoot(new MemoryLedger(), { timeOut: 5 } as never)));
  results.wrongTimeout = await visit(
    application(LedgerModule.forRoot(new MemoryLedger(), { timeout: -1, close: () => closed.push('unused') })),
  );
  results.closedUnused = closed.slice(1);
  results.noFactory = await visit(application(LedgerModule.forRootAsync(undefined as never)));
  results.closingFails = await visit(
    application(LedgerModule.forRoot(new MemoryLedger(), { close: () => Promise.reject(new Error('closed already')) })),
  );
  results.twice = await visit(
    application(LedgerModule.forRoot(first), { module: class Feature {}, imports: [LedgerModule.forRoot(second)] }),
  );
  results.busy = await shutDownWhileBusy();
  results.drained = await drained();
  results.late = await late();
  results.attempts = await Promise.all([plain, opened, first, second].map(attemptsIn));
  useLedger(undefined);
  return results;
});
