/** The options, the factories and the selector of `spanlink/nestjs`. */
import type { DynamicModule } from '@nestjs/common';
import { LinkFrom, Span } from 'spanlink';
import {
  LEDGER,
  LedgerModule,
  messageContext,
  type ProviderOptions,
  SpanlinkModule,
  type SpanlinkModuleOptions,
} from 'spanlink/nestjs';
import { MemoryLedger, PostgresLedger, type PostgresDatabase } from 'spanlink/workflow';

interface Order {
  readonly id: string;
}

class Settings {
  readonly database!: PostgresDatabase & { end(): Promise<void> };
  readonly all = true;
}

export class Orders {
  @LinkFrom(messageContext, { relation: 'triggered' })
  async place(order: Order): Promise<string> {
    return order.id;
  }

  @Span({ links: messageContext })
  ship(): void {}
}

const providers: ProviderOptions = { include: [Orders, 'Billing', /Service$/], exclude: ['Orders.ship'] };
export const options: SpanlinkModuleOptions = { clients: false, providers };

export const modules: DynamicModule[] = [
  SpanlinkModule.forRoot(),
  SpanlinkModule.forRoot(options),
  SpanlinkModule.forRootAsync({ inject: [Settings], useFactory: async ({ all }: Settings) => ({ providers: all }) }),
  SpanlinkModule.forRootAsync({ useFactory: () => undefined }),
  LedgerModule.forRoot(new MemoryLedger()),
  LedgerModule.forRoot(new MemoryLedger(), { timeout: 500, close: () => Promise.resolve() }),
  LedgerModule.forRootAsync({
    inject: [Settings],
    useFactory: ({ database }: Settings) => ({ ledger: new PostgresLedger(database), close: () => database.end() }),
    timeout: 500,
    startTimeout: 5_000,
  }),
  LedgerModule.forRootAsync({ useFactory: async () => new MemoryLedger() }),
];

export const provider = { provide: LEDGER, useValue: new MemoryLedger() };

// @ts-expect-error -- no such option
SpanlinkModule.forRoot({ provider: true });
// @ts-expect-error -- a list is wanted
SpanlinkModule.forRoot({ providers: { include: 'Orders' } });
// @ts-expect-error -- no factory
SpanlinkModule.forRootAsync({ inject: [Settings] });
// @ts-expect-error -- options that there are not
SpanlinkModule.forRootAsync({ useFactory: () => ({ client: true }) });
// @ts-expect-error -- no ledger
LedgerModule.forRoot({});
// @ts-expect-error -- a factory of something else
LedgerModule.forRootAsync({ useFactory: () => 'ledger' });
