/** The telemetry is BullMQ's, and a processor that links attempts has the types it had. */
import { metrics } from '@opentelemetry/api';
import { FlowProducer, type Job, Queue, type Telemetry, Worker } from 'bullmq';
import { LinkedTelemetry, type LinkedTelemetryOptions } from 'spanlink/bullmq';

interface Order {
  readonly id: number;
}

const connection = { port: 0 };
const options: LinkedTelemetryOptions = { relation: 'both', meter: metrics.getMeter('bullmq') };

export const telemetry = new LinkedTelemetry(options);
export const asBullMq: Telemetry = telemetry;

export const users = () => [
  new Queue('orders', { connection, telemetry }),
  new FlowProducer({ connection, telemetry }),
  new Worker<Order, string>(
    'orders',
    telemetry.linkAttempts(async (job) => job.data.id.toFixed()),
    { connection, telemetry },
  ),
];

export const ship: (job: Job<Order>) => Promise<number> = telemetry.linkAttempts(
  async (job: Job<Order>) => job.data.id,
);

export const wrong = () =>
  new Worker<Order, string>(
    'orders',
    // @ts-expect-error -- a result of another type than the worker's
    telemetry.linkAttempts(async (job: Job<Order>) => job.data.id),
    { connection },
  );

// @ts-expect-error -- no relation
export const refused = new LinkedTelemetry({ relation: 'child' });
