/** BullMQ's attributes in the terms of OpenTelemetry's messaging conventions. */
import { type Attributes, SpanKind } from '@opentelemetry/api';
import { withFormerNames } from '../../lib/messaging/attribute-names.js';
import { cutMessage } from '../../lib/spans/exception.js';
import { SENDS } from './flow.js';

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
  return withFormerNames({
    'messaging.system.name': 'bullmq',
    ...attributes,
    ...(type === undefined ? {} : { 'messaging.operation.type': type }),
  });
}

/**
 * Returns the kind of an operation's span: a client's where it asks Redis for a job or tells it what came of one, and
 * where it sends messages that have spans of their own.
 * See https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/#span-kind.
 */
export function kindOf(operation: unknown, given: SpanKind): SpanKind {
  const type = typeof operation === 'string' ? TYPES[operation] : undefined;
  return type === 'receive' || type === 'settle' || SENDS.has(operation) ? SpanKind.CLIENT : given;
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
