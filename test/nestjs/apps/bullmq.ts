/** Processors of BullMQ on a real Redis, with our decorators above the framework's, and below. */
import {
  BullModule,
  getQueueToken,
  OnQueueEvent,
  OnWorkerEvent,
  Processor,
  QueueEventsHost,
  QueueEventsListener,
  WorkerHost,
} from '@nestjs/bullmq';
import { Injectable, Module, Scope } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Job, Queue } from 'bullmq';
import { LinkFrom, Span, SpanGuard, Traced } from 'spanlink';
import { toBullMq } from 'spanlink/messages';
import { cause, type Options, run } from './run.js';

const { port } = JSON.parse(process.argv[2] ?? '{}') as Options & { port: number };

interface Order {
  readonly item: string;
}

const log: string[] = [];
let ended = (): void => {};

@Injectable()
class Stock {
  readonly #late = 'plum';

  @Span()
  async take(item: string, attemptsMade: number): Promise<string> {
    if (item === this.#late && attemptsMade === 0) throw new Error(`no ${item} yet`);
    return `took ${item}`;
  }
}

@Processor('above')
class Above extends WorkerHost {
  readonly #stock: Stock;

  constructor(stock: Stock) {
    super();
    this.#stock = stock;
  }

  @LinkFrom(0, { relation: 'triggered' })
  @Span({ attributes: ({ data }: Job<Order>) => ({ item: data.item }) })
  async process(job: Job<Order>, token?: string): Promise<string> {
    SpanGuard.current().setAttribute('token', token !== undefined && token === job.token);
    return this.#stock.take(job.data.item, job.attemptsMade);
  }

  @Span()
  @OnWorkerEvent('completed')
  completed(job: Job<Order, string>, result: string): void {
    log.push(`above completed ${job.data.item}: ${result}, ${this.worker.name}`);
    ended();
  }

  @Span()
  @OnWorkerEvent('failed')
  failed(job: Job<Order> | undefined, error: Error): void {
    log.push(`above failed ${job?.data.item ?? ''}: ${error.message}`);
  }
}

@Traced()
@Processor('below')
class Below extends WorkerHost {
  readonly #stock: Stock;

  constructor(stock: Stock) {
    super();
    this.#stock = stock;
  }

  async process(@LinkFrom({ relation: 'triggered' }) job: Job<Order>, token?: string): Promise<string> {
    SpanGuard.current()
      .setAttribute('token', token !== undefined && token === job.token)
      .setAttribute('item', job.data.item);
    return this.#stock.take(job.data.item, job.attemptsMade);
  }

  @OnWorkerEvent('completed')
  @Span()
  completed(job: Job<Order, string>, result: string): void {
    log.push(`below completed ${job.data.item}: ${result}, ${this.worker.name}`);
    ended();
  }

  @OnWorkerEvent('failed')
  failed(job: Job<Order> | undefined, error: Error): void {
    log.push(`below failed ${job?.data.item ?? ''}: ${error.message}`);
  }
}

@Processor({ name: 'scoped', scope: Scope.REQUEST })
class Scoped extends WorkerHost {
  @LinkFrom(0)
  async process({ data }: Job<Order>): Promise<void> {
    log.push(`scoped ${data.item}`);
    scoped();
  }
}

let scoped = (): void => {};

// from the first on: those that come before its first look would be lost
@QueueEventsListener('above', { lastEventId: '0-0' })
class AboveEvents extends QueueEventsHost {
  @Span()
  @OnQueueEvent('completed')
  completed({ returnvalue }: { returnvalue: unknown }): void {
    log.push(`event ${String(returnvalue)}`);
    ended();
  }
}

@Module({
  imports: [
    BullModule.forRoot({ connection: { host: '127.0.0.1', port }, prefix: `run-${process.pid}` }),
    ...['above', 'below', 'scoped'].map((name) => BullModule.registerQueue({ name })),
  ],
  providers: [Stock, Above, Below, Scoped, AboveEvents],
})
class AppModule {}

run(async () => {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['fatal'], abortOnError: false });
  await app.get(AboveEvents).queueEvents.waitUntilReady();
  let open = 0;
  const results: Record<string, unknown> = {};
  for (const place of ['above', 'below']) {
    const queue = app.get<Queue>(getQueueToken(place));
    // each of the two jobs ends once, and the queue's own events say so again
    open = place === 'above' ? 4 : 2;
    const done = new Promise<void>((resolve) => (ended = () => void (--open === 0 && resolve())));
    for (const item of ['pear', 'plum'])
      await queue.add('take', { item }, { attempts: 2, ...toBullMq(cause(`${item} ${place}`)) });
    await done;
    results[place] = await queue.getJobCounts('completed', 'failed');
  }
  const done = new Promise<void>((resolve) => (scoped = resolve));
  await app.get<Queue>(getQueueToken('scoped')).add('take', { item: 'fig' }, toBullMq(cause('fig scoped')));
  await done;
  await app.close();
  return { ...results, log: log.sort() };
});
