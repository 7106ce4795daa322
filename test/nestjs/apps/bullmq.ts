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
import { type Options, serve } from './serve.js';

const { port } = JSON.parse(process.argv[2] ?? '{}') as Options & { port: number };

interface Order {
  readonly item: string;
}

const log: string[] = [];
const ended = { above: 0, below: 0, scoped: 0 };
let changed = (): void => {};

/** Counts the end of a job, or an event that says so. */
function end(queue: keyof typeof ended): void {
  ended[queue]++;
  changed();
}

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
    end('above');
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
    end('below');
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
    end('scoped');
  }
}

// from the first on: those that come before its first look would be lost
@QueueEventsListener('above', { lastEventId: '0-0' })
class AboveEvents extends QueueEventsHost {
  @Span()
  @OnQueueEvent('completed')
  completed({ returnvalue }: { returnvalue: unknown }): void {
    log.push(`event ${String(returnvalue)}`);
    end('above');
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

serve(async () => {
  const app = await NestFactory.createApplicationContext(AppModule, { logger: ['fatal'], abortOnError: false });
  await app.get(AboveEvents).queueEvents.waitUntilReady();
  const queueOf = (name: string): Queue => app.get<Queue>(getQueueToken(name));
  return {
    acts: {
      add: async (queue: string, item: string, carrier: Record<string, string>, attempts = 1) => {
        await queueOf(queue).add('take', { item }, { attempts, ...toBullMq(carrier) });
      },
      /** Waits for so many ends of jobs, and of events of the queue. */
      whenEnded: async (queue: keyof typeof ended, count: number) => {
        while (ended[queue] < count) await new Promise<void>((resolve) => (changed = resolve));
      },
      counts: (queue: string) => queueOf(queue).getJobCounts('completed', 'failed'),
      log: () => log.sort(),
    },
    close: () => app.close(),
  };
});
