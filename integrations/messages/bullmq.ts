/** BullMQ: reads, describes and writes jobs by name; lib's `bullmq.ts` recognises them by shape. */
import { readBullMq } from '../../lib/sources/messages/bullmq.js';
import { type Describer, toAttributes } from './describer.js';
import { type FromMessages, messageReader } from './message-reader.js';

/**
 * A job of BullMQ.
 *
 * @example
 * ```ts
 * const processed = (job: BullMqMessage) => inSpan('ship', { links: fromBullMq(job) }, () => handle(job));
 * ```
 */
export interface BullMqMessage {
  readonly opts: unknown;
}

/**
 * Returns the links of BullMQ jobs whose producer has a telemetry or used `toBullMq`.
 *
 * @example
 * ```ts
 * import type { Job } from 'bullmq';
 *
 * const processor = traced(async (job: Job<Order>) => ship(job.data), { links: (job: Job<Order>) => fromBullMq(job) });
 * ```
 */
export const fromBullMq: FromMessages<BullMqMessage> = messageReader('fromBullMq', {
  read: ({ opts }) => readBullMq(opts),
});

/**
 * Turns a carrier into job options, for a queue without telemetry. A queue with telemetry writes the carrier itself:
 * see `spanlink/bullmq`.
 *
 * @example
 * ```ts
 * import { Queue } from 'bullmq';
 *
 * const queue = new Queue('orders', { connection: { host: 'localhost' } });
 * await queue.add('ship', order, { attempts: 3, ...toBullMq(guard.carrier()) });
 * ```
 */
export function toBullMq(carrier: Readonly<Record<string, string>>): { telemetry: { metadata: string } } {
  return { telemetry: { metadata: JSON.stringify(carrier) } };
}

/** BullMQ has no conventions of its own; see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/. */
export const bullMqAttributes: Describer = ({ id, name, opts, queueName }) => {
  if (typeof id !== 'string' || typeof opts !== 'object' || typeof name !== 'string') return undefined;
  return toAttributes({ 'messaging.message.id': id, 'messaging.destination.name': queueName });
};
