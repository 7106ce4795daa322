/** BullMQ, whose telemetry is Spanlink's: each attempt at a job is a trace of its own, with links. */
import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { type Processor, Worker, type WorkerOptions } from 'bullmq';
import { LinkedTelemetry } from 'spanlink/bullmq';
import { REDIS_URL } from './settings.js';

export const FULFILMENT = 'fulfilment';
export const DEAD_LETTERS = 'dead-letters';

const telemetry = new LinkedTelemetry();

/** Links each attempt of every `@Processor` that Nest finds to the previous one, even in another process. */
class LinkedWorker extends Worker {
  constructor(queue: string, processor: Processor, options: WorkerOptions) {
    super(queue, telemetry.linkAttempts(processor), options);
  }
}

BullModule.workerClass = LinkedWorker;

@Module({
  imports: [
    BullModule.forRoot({ connection: { url: REDIS_URL }, telemetry }),
    BullModule.registerQueue({ name: FULFILMENT }, { name: DEAD_LETTERS }),
  ],
  exports: [BullModule],
})
export class QueuesModule {}
