/**
 * Amazon SQS, SNS and Kinesis, from the SDK and in Lambda's events: reads, describes and writes messages by name; lib's
 * `aws.ts` recognises them by shape.
 */
import {
  readAttributes,
  readBody,
  readData,
  readKinesis,
  readSystemAttributes,
} from '../../lib/sources/messages/aws.js';
import { field, asList } from '../../lib/sources/messages/field.js';
import { count, warnOnce } from '../../lib/global/report.js';
import { type Describer, toAttributes } from './describer.js';
import { type FromMessages, messageReader } from './message-reader.js';

/**
 * A message of the SDK or its whole response, or a Lambda record or its whole event.
 *
 * @example
 * ```ts
 * const received = (answer: SqsMessage) => inSpan('store', { links: fromSqs(answer) }, () => handle(answer));
 * ```
 */
export type SqsMessage =
  | { readonly MessageAttributes?: unknown }
  | { readonly messageAttributes?: unknown }
  | { readonly Messages?: unknown }
  | { readonly Records: unknown };

/**
 * A Lambda record or its whole event, or a notification that SNS sends over HTTP, parsed.
 *
 * @example
 * ```ts
 * const notified = (event: SnsMessage) => inSpan('note', { links: fromSns(event) }, () => handle(event));
 * ```
 */
export type SnsMessage = { readonly Sns: unknown } | { readonly Records: unknown } | { readonly TopicArn: unknown };

/**
 * A Lambda record or its whole event, or a record of the SDK or its whole answer.
 *
 * @example
 * ```ts
 * const read = (event: KinesisMessage) => inSpan('aggregate', { links: fromKinesis(event) }, () => handle(event));
 * ```
 */
export type KinesisMessage =
  { readonly kinesis: unknown } | { readonly Records?: unknown } | { readonly Data: unknown };

/**
 * The `MessageAttributes` that SQS and SNS accept and return.
 *
 * @example
 * ```ts
 * const own: MessageAttributes = { tenant: { DataType: 'String', StringValue: 'a' } };
 * const attributes: MessageAttributes = toSqs(guard.carrier(), own);
 * ```
 */
export type MessageAttributes = Record<
  string,
  { DataType: string | undefined; StringValue?: string | undefined; BinaryValue?: Uint8Array | undefined }
>;

/**
 * Returns the links of SQS messages. The receiver must request them with `MessageAttributeNames`.
 *
 * @example
 * ```ts
 * import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
 *
 * const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/1/orders';
 * const answer = await new SQSClient().send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }));
 * await inSpan('store', { links: fromSqs(answer, { relation: 'batch_item' }) }, () => handle(answer.Messages));
 * ```
 */
export const fromSqs: FromMessages<SqsMessage> = messageReader('fromSqs', {
  read: ({ MessageAttributes, messageAttributes, Body, body, Attributes, attributes }) =>
    readAttributes(MessageAttributes ?? messageAttributes) ??
    readBody(Body ?? body) ??
    readSystemAttributes(Attributes ?? attributes),
  messages: ({ Messages, Records }) => asList(Messages) ?? asList(Records),
});

/**
 * Returns the links of SNS records in Lambda, and of notifications over HTTP.
 *
 * @example
 * ```ts
 * import type { SNSEvent } from 'aws-lambda';
 *
 * export const handler = traced(async (event: SNSEvent) => handle(event), {
 *   links: (event: SNSEvent) => fromSns(event),
 * });
 * ```
 */
export const fromSns: FromMessages<SnsMessage> = messageReader('fromSns', {
  read: ({ Sns, TopicArn, MessageAttributes }) =>
    readAttributes(field(Sns, 'MessageAttributes') ?? (TopicArn === undefined ? undefined : MessageAttributes)),
  messages: ({ Records }) => asList(Records),
});

/**
 * Returns the links of Kinesis records, from the SDK or in Lambda, whose data is JSON with a `traceparent`.
 *
 * @example
 * ```ts
 * import type { KinesisStreamEvent } from 'aws-lambda';
 *
 * export const handler = traced(async (event: KinesisStreamEvent) => handle(event), {
 *   links: (event: KinesisStreamEvent) => fromKinesis(event, { relation: 'batch_item' }),
 * });
 * ```
 */
export const fromKinesis: FromMessages<KinesisMessage> = messageReader('fromKinesis', {
  read: ({ kinesis, Data }) => readKinesis(kinesis) ?? readData(Data),
  messages: ({ Records }) => asList(Records),
});

/** The number of attributes that SQS accepts with a message. */
const LIMIT = 10;

/** Headers without which a context can still be read. */
const DISPENSABLE: readonly string[] = ['tracestate', 'baggage'];

/**
 * Turns a carrier into SQS `MessageAttributes`, beside your own. Trace state and baggage are left out if there is no
 * room for them. If there is no room for the context either, your attributes are returned unchanged, with one warning,
 * and counted in `spanlink.links.dropped`.
 *
 * @param attributes Your own attributes, which are all kept.
 * @returns At most ten attributes, unless there were more of your own.
 *
 * @example
 * ```ts
 * import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
 *
 * const QueueUrl = 'https://sqs.eu-west-1.amazonaws.com/1/orders';
 * const MessageAttributes = toSqs(guard.carrier());
 * await new SQSClient().send(new SendMessageCommand({ QueueUrl, MessageBody: order.id, MessageAttributes }));
 * ```
 */
export function toSqs(
  carrier: Readonly<Record<string, string>>,
  attributes: Readonly<MessageAttributes> = {},
): MessageAttributes {
  const given = Object.entries(carrier).filter(([, value]) => value !== '');
  const needed = given.filter(([name]) => !DISPENSABLE.includes(name));
  const all = { ...attributes };
  // the trace state of a message that is passed on does not belong to the new context
  if (needed.some(([name]) => name === 'traceparent')) delete all.tracestate;
  for (const [name, StringValue] of needed) all[name] = { DataType: 'String', StringValue };
  if (needed.length > 0 && Object.keys(all).length > LIMIT) {
    warnOnce(
      'toSqs',
      `found ${Object.keys(attributes).length} attributes, and SQS takes ${LIMIT}; ` +
        `leave ${needed.length} of them free, or nothing can link to the sender`,
    );
    count('links.dropped', 'toSqs');
    return { ...attributes };
  }
  for (const [name, StringValue] of given.filter(([name]) => DISPENSABLE.includes(name))) {
    if (name in all || Object.keys(all).length < LIMIT) all[name] = { DataType: 'String', StringValue };
  }
  return all;
}

/**
 * Turns a carrier into SNS `MessageAttributes`, with the same limit, as SQS drops raw notifications with more.
 *
 * @example
 * ```ts
 * import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
 *
 * const TopicArn = 'arn:aws:sns:eu-west-1:123456789012:orders';
 * const MessageAttributes = toSns(guard.carrier());
 * await new SNSClient().send(new PublishCommand({ TopicArn, Message: order.id, MessageAttributes }));
 * ```
 */
export const toSns: typeof toSqs = toSqs;

/** See https://opentelemetry.io/docs/specs/semconv/messaging/sqs/. */
export const awsAttributes: Describer = (message) => {
  const sqsId =
    'ReceiptHandle' in message ? message.MessageId : 'receiptHandle' in message ? message.messageId : undefined;
  const { Sns: notification, kinesis: record, eventID, eventSourceARN, SequenceNumber, PartitionKey } = message;
  if (sqsId !== undefined)
    return toAttributes({ 'messaging.message.id': sqsId, 'messaging.destination.name': nameInArn(eventSourceARN) });
  if (notification !== undefined)
    return toAttributes({
      'messaging.message.id': field(notification, 'MessageId'),
      'messaging.destination.name': nameInArn(field(notification, 'TopicArn')),
    });
  // a record of the SDK
  if (PartitionKey !== undefined) return toAttributes({ 'messaging.message.id': SequenceNumber });
  if (record === undefined) return undefined;
  return toAttributes({
    'messaging.message.id': field(record, 'sequenceNumber'),
    'messaging.destination.name': nameInArn(eventSourceARN),
    // `shardId-000000000006:` and the record's number; a partition key does not name one shard
    'messaging.destination.partition.id': typeof eventID === 'string' ? eventID.split(':')[0] : undefined,
  });
};

/** Returns the last part of `arn:aws:sqs:region:account:name` or `arn:aws:kinesis:region:account:stream/name`. */
function nameInArn(arn: unknown): string | undefined {
  return typeof arn === 'string' ? arn.split(/[:/]/).at(-1) : undefined;
}
