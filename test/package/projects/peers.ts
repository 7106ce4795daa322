/** A project with every optional peer: each subpath beside the package that it is for. */
import { Controller, Module } from '@nestjs/common';
import { type Job, Queue, Worker } from 'bullmq';
import { type Observable, of } from 'rxjs';
import { LinkFrom } from 'spanlink';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { LedgerModule, messageContext, SpanlinkModule } from 'spanlink/nestjs';
import { followObservables, withSpan } from 'spanlink/rxjs';
import { recordSpans, spanMatchers } from 'spanlink/testing';
import { MemoryLedger } from 'spanlink/workflow';

@Module({ imports: [SpanlinkModule.forRoot(), LedgerModule.forRoot(new MemoryLedger())] })
export class AppModule {}

@Controller()
export class Payments {
  @LinkFrom(messageContext)
  charge(amount: number): void {}
}

const connection = { port: 0 };
const telemetry = new LinkedTelemetry({ relation: 'both' });
export const orders = () => [
  new Queue('orders', { connection, telemetry }),
  new Worker<number, string>(
    'orders',
    telemetry.linkAttempts(async ({ data }: Job<number>) => data.toFixed()),
    { connection, telemetry },
  ),
];

followObservables();
export const numbers: Observable<number> = of(7).pipe(withSpan('numbers'));
export const linked: boolean = spanMatchers.toBeRootSpan(recordSpans().spans[0]).pass;
