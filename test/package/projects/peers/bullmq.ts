/** A project with BullMQ. */
import { type Job, Queue, Worker } from 'bullmq';
import { LinkedTelemetry } from 'spanlink/bullmq';

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
