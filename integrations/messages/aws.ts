/** Amazon SQS, SNS and Kinesis, from the SDK and in Lambda's events. */
import { readAttributes, readBody, readKinesis, readSystemAttributes } from '../../lib/sources/messages/aws.js';
import { field, asList } from '../../lib/sources/messages/field.js';
import { count, warnOnce } from '../../lib/global/report.js';
import { type Describe, described, type FromMessages, fromPlaces } from './message-reader.js';

/** A message of the SDK or its whole answer, a record of Lambda or its whole event. */
export type SqsMessage =
  | { readonly MessageAttributes?: unknown }
  | { readonly messageAttributes?: unknown }
  | { readonly Messages?: unknown }
  | { readonly Records: unknown };

/** A record of Lambda, or its whole event. */
export type SnsMessage = { readonly Sns: unknown } | { readonly Records: unknown };

/** A record of Lambda, or its whole event. */
export type KinesisMessage = { readonly kinesis: unknown } | { readonly Records: unknown };

/** The `MessageAttributes` that SQS and SNS take, and give. */
export type MessageAttributes = Record<
  string,
  { DataType: string | undefined; StringValue?: string | undefined; BinaryValue?: Uint8Array | undefined }
>;

/**
 * The links of messages of SQS; the receiver has to ask for them by `MessageAttributeNames`.
 *
 * @example
 * for (const link of fromSqs(await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }))))
 * guard.link(link);
 */
export const fromSqs: FromMessages<SqsMessage> = fromPlaces('fromSqs', {
  read: ({ MessageAttributes, messageAttributes, Body, body, Attributes, attributes }) =>
    readAttributes(MessageAttributes ?? messageAttributes) ??
    readBody(Body ?? body) ??
    readSystemAttributes(Attributes ?? attributes),
  messages: ({ Messages, Records }) => asList(Messages) ?? asList(Records),
});

/** The links of Lambda's records of SNS. */
export const fromSns: FromMessages<SnsMessage> = fromPlaces('fromSns', {
  read: ({ Sns }) => readAttributes(field(Sns, 'MessageAttributes')),
  messages: ({ Records }) => asList(Records),
});

/** The links of Lambda's records of Kinesis, whose data is JSON with a `traceparent`. */
export const fromKinesis: FromMessages<KinesisMessage> = fromPlaces('fromKinesis', {
  read: ({ kinesis }) => readKinesis(kinesis),
  messages: ({ Records }) => asList(Records),
});

/** Attributes that SQS takes with a message. */
const LIMIT = 10;

/** What a context can be read without. */
const DISPENSABLE: readonly string[] = ['tracestate', 'baggage'];

/**
 * A carrier as the `MessageAttributes` of SQS, beside those of your own; trace state and baggage are left out where
 * there is no room for them. Where there is none for the context, your attributes are given back as they are: that is
 * warned of once, and counted on `spanlink.links.dropped`. `toSns` is the same, as SQS drops raw notifications with
 * more.
 *
 * @example
 * sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes: toSqs(guard.carrier()) }));
 */
export function toSqs(
  carrier: Readonly<Record<string, string>>,
  attributes: Readonly<MessageAttributes> = {},
): MessageAttributes {
  const given = Object.entries(carrier).filter(([, value]) => value !== '');
  const needed = given.filter(([name]) => !DISPENSABLE.includes(name));
  const all = { ...attributes };
  // that of a message which is passed on is none of the new context
  if (needed.some(([name]) => name === 'traceparent')) delete all.tracestate;
  for (const [name, StringValue] of needed) all[name] = { DataType: 'String', StringValue };
  if (needed.length > 0 && Object.keys(all).length > LIMIT) {
    warnOnce(
      'toSqs',
      `found ${Object.keys(attributes).length} attributes, and SQS takes ${LIMIT}; leave ${needed.length} of them free, or nothing can link to the sender`,
    );
    count('links.dropped');
    return { ...attributes };
  }
  for (const [name, StringValue] of given.filter(([name]) => DISPENSABLE.includes(name))) {
    if (name in all || Object.keys(all).length < LIMIT) all[name] = { DataType: 'String', StringValue };
  }
  return all;
}

/** The same for SNS. */
export const toSns: typeof toSqs = toSqs;

/** See https://opentelemetry.io/docs/specs/semconv/messaging/sqs/. */
export const awsAttributes: Describe = (message) => {
  const sqsId =
    'ReceiptHandle' in message ? message.MessageId : 'receiptHandle' in message ? message.messageId : undefined;
  const { Sns: notification, kinesis: record, eventID, eventSourceARN } = message;
  if (sqsId !== undefined)
    return described({ 'messaging.message.id': sqsId, 'messaging.destination.name': nameIn(eventSourceARN) });
  if (notification !== undefined)
    return described({
      'messaging.message.id': field(notification, 'MessageId'),
      'messaging.destination.name': nameIn(field(notification, 'TopicArn')),
    });
  if (record === undefined) return undefined;
  return described({
    'messaging.message.id': field(record, 'sequenceNumber'),
    'messaging.destination.name': nameIn(eventSourceARN),
    // `shardId-000000000006:` and the number of the record; its partition key may be that of many shards
    'messaging.destination.partition.id': typeof eventID === 'string' ? eventID.split(':')[0] : undefined,
  });
};

/** The name at the end of `arn:aws:sqs:region:account:name`, or of `arn:aws:kinesis:region:account:stream/name`. */
function nameIn(arn: unknown): string | undefined {
  return typeof arn === 'string' ? arn.split(/[:/]/).at(-1) : undefined;
}
