/** BullMQ's attributes in the terms of OpenTelemetry's messaging conventions. */
import type { Attributes } from '@opentelemetry/api';
import { cutMessage } from '../../lib/spans/exception.js';

/** BullMQ's names of attributes that are read here. */
export const QUEUE = 'bullmq.queue.name';
export const OPERATION = 'bullmq.queue.operation';
export const JOB_ID = 'bullmq.job.id';
export const FAILED_REASON = 'bullmq.job.failed.reason';

/** BullMQ's names of events that are read here. */
export const COMPLETED = 'job completed';
export const STALLED = 'job stalled';

const NAMES: Readonly<Record<string, string>> = {
  [QUEUE]: 'messaging.destination.name',
  [OPERATION]: 'messaging.operation.name',
  [JOB_ID]: 'messaging.message.id',
  'bullmq.job.bulk.count': 'messaging.batch.message_count',
  'bullmq.worker.id': 'messaging.client.id',
};

const TYPES: Readonly<Record<string, string>> = {
  add: 'send',
  addBulk: 'send',
  addFlow: 'send',
  addBulkFlows: 'send',
  addNode: 'create',
  getNextJob: 'receive',
  process: 'process',
  complete: 'settle',
  fail: 'settle',
  retry: 'settle',
  delay: 'settle',
};

/** Operations that put the job of a failed attempt back, or aside; BullMQ writes its metadata with each. */
export const SETTLES_FAILURE: ReadonlySet<unknown> = new Set(['fail', 'retry', 'delay']);

/** Operations that a worker repeats by itself; nobody calls them. */
export const BACKGROUND: ReadonlySet<unknown> = new Set(['extendLocks', 'moveStalledJobsToWait']);

/**
 * Returns BullMQ's attributes with those of the conventions beside them.
 * See https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/.
 */
export function withMessaging(given: Readonly<Record<string, unknown>>): Attributes {
  const attributes = withValues(given);
  for (const [name, value] of Object.entries(attributes)) {
    const standard = NAMES[name];
    if (standard !== undefined && value !== '') attributes[standard] = value;
  }
  const operation = given[OPERATION];
  if (typeof operation !== 'string') return attributes;
  const type = TYPES[operation];
  return {
    'messaging.system': 'bullmq',
    ...attributes,
    ...(type === undefined ? {} : { 'messaging.operation.type': type }),
  };
}

/** Returns the attributes that have a value; the message of an error is cut. */
export function withValues(given: Readonly<Record<string, unknown>>): Attributes {
  const attributes: Attributes = {};
  for (const [name, value] of Object.entries(given))
    if (value !== undefined && value !== null)
      attributes[name] =
        name === FAILED_REASON ? cutMessage(String(value)) : (value as NonNullable<Attributes[string]>);
  return attributes;
}
