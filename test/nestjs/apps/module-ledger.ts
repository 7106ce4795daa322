/** `LedgerModule`: ledgers that open, that fail, that come late, and their shutdown. */
import {
  Controller,
  type DynamicModule,
  Get,
  type INestApplication,
  Inject,
  Injectable,
  Module,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Stage, Workflow, type Ledger, MemoryLedger, useLedger } from 'spanlink/workflow';
import { InjectLedger, LEDGER, LedgerModule } from 'spanlink/nestjs';
import { Said, startQuietly, visit } from './module-parts.js';
import { serve } from './serve.js';

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

const ledgers = new Map<string, Ledger>();
const closed: string[] = [];
let attemptsWhenClosed = 0;
let provideLate = (): void => {};

/** A ledger in memory, by the name of its application. */
function ledgerOf(name: string): Ledger {
  const ledger = ledgers.get(name) ?? new MemoryLedger();
  ledgers.set(name, ledger);
  return ledger;
}

const APPLICATIONS = {
  plain: () => application(LedgerModule.forRoot(ledgerOf('plain'))),
  fromFactory: () => {
    const useFactory = async ({ days }: { days: number }) => ({
      ledger: ledgerOf('fromFactory'),
      close: async () => closed.push(`after ${days} days`),
    });
    return application(
      LedgerModule.forRootAsync({ imports: [SettingsModule], inject: [SETTINGS], useFactory, timeout: 500 }),
    );
  },
  down: () =>
    application(LedgerModule.forRootAsync({ useFactory: () => Promise.reject(new Error('connect ECONNREFUSED')) })),
  noLedger: () => application(LedgerModule.forRoot({} as never)),
  unknownOption: () => application(LedgerModule.forRoot(new MemoryLedger(), { timeOut: 5 } as never)),
  wrongTimeout: () =>
    application(LedgerModule.forRoot(new MemoryLedger(), { timeout: -1, close: () => closed.push('unused') })),
  noFactory: () => application(LedgerModule.forRootAsync(undefined as never)),
  closingFails: () =>
    application(LedgerModule.forRoot(new MemoryLedger(), { close: () => Promise.reject(new Error('closed already')) })),
  twice: () =>
    application(LedgerModule.forRoot(ledgerOf('first')), {
      module: class Feature {},
      imports: [LedgerModule.forRoot(ledgerOf('second'))],
    }),
  busy: () => application(LedgerModule.forRoot(ledgerOf('busy'), { close: () => closed.push('closed') })),
  draining: () => {
    const ledger = ledgerOf('draining');
    const close = async (): Promise<void> => void (attemptsWhenClosed = await attemptsIn(ledger));
    class QueueModule {}
    return application(LedgerModule.forRoot(ledger, { close }), { module: QueueModule, providers: [Drain, Loan] });
  },
  // its ledger is there after the application has started
  late: () => {
    const ledger = new Promise<Ledger>((resolve) => (provideLate = () => resolve(ledgerOf('late'))));
    return application(LedgerModule.forRootAsync({ useFactory: () => ledger, startTimeout: 1 }));
  },
};

serve(async () => {
  let said = new Said();
  let app: INestApplication | undefined;
  let release = (): void => {};
  const running = (): INestApplication => {
    if (app === undefined) throw new Error('no application was started');
    return app;
  };
  return {
    acts: {
      /** Starts the application of that name, asks it, and closes it. */
      visit: (name: keyof typeof APPLICATIONS) => visit(APPLICATIONS[name]()),
      start: async (name: keyof typeof APPLICATIONS) => {
        said = new Said();
        ({ app } = await startQuietly(APPLICATIONS[name](), said));
      },
      submit: (run: string) => running().get(Loan).submit(run),
      /** Runs a stage that lasts until it is released. */
      wait: (run: string) =>
        running()
          .get(Loan)
          .wait(run, new Promise<void>((resolve) => (release = resolve))),
      release: () => release(),
      shutDown: () => running().close(),
      hasInjected: (name: string) => running().get(LEDGER) === ledgerOf(name),
      provideLate: async () => {
        provideLate();
        await new Promise((resolve) => setImmediate(resolve));
      },
      said: () => said.lines,
      closed: () => closed.splice(0),
      attempts: (name: string) => attemptsIn(ledgerOf(name)),
      attemptsWhenClosed: () => attemptsWhenClosed,
    },
    close: () => useLedger(undefined),
  };
});
