/** Work that a schedule calls, with our decorators above the framework's, and below. */
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Cron, Interval, ScheduleModule, SchedulerRegistry, Timeout } from '@nestjs/schedule';
import { Span } from 'spanlink';
import { cause, each, serve } from './serve.js';

const log: string[] = [];
let intervalled = (_name: string): void => {};
let timedOut = (_name: string): void => {};

@Injectable()
class Schedule {
  readonly #invoices = [cause('invoice 1'), cause('invoice 2')];

  // no argument: the causes are the instance's
  @Span({
    links(this: Schedule) {
      return this.#invoices;
    },
  })
  @Cron('0 0 1 1 *', { name: 'invoices above' })
  async invoicesAbove(): Promise<void> {
    await Promise.resolve();
    log.push(`${this.#invoices.length} invoices`);
  }

  @Cron('0 0 1 1 *', { name: 'invoices below' })
  @Span({
    links(this: Schedule) {
      return this.#invoices;
    },
  })
  invoicesBelow(): void {
    log.push(`${this.#invoices.length} invoices`);
  }

  @Span()
  @Cron('0 0 1 1 *', { name: 'broken' })
  broken(): never {
    throw null;
  }

  @Span()
  @Interval('interval above', 1)
  intervalAbove(): void {
    intervalled('above');
  }

  @Interval('interval below', 1)
  @Span()
  intervalBelow(): void {
    intervalled('below');
  }

  @Span()
  @Timeout('timeout above', 1)
  timeoutAbove(): void {
    timedOut('above');
  }

  @Timeout('timeout below', 1)
  @Span()
  timeoutBelow(): void {
    timedOut('below');
  }
}

@Module({ imports: [ScheduleModule.forRoot()], providers: [Schedule] })
class AppModule {}

serve(async () => {
  const intervals = each(2, (call) => (intervalled = call));
  const timeouts = each(2, (call) => (timedOut = call));
  const app = await NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
  const schedule = app.get(SchedulerRegistry);
  return {
    acts: {
      /** The intervals that have been called, once all have. */
      intervals: () => intervals,
      timeouts: () => timeouts,
      jobs: () => [...schedule.getCronJobs().keys()].sort(),
      stopIntervals: () => schedule.getIntervals().forEach((name) => schedule.deleteInterval(name)),
      /** Runs a job as if its time had come. */
      fire: (job: string) => schedule.getCronJob(job).fireOnTick(),
      log: () => log,
    },
    close: () => app.close(),
  };
});
