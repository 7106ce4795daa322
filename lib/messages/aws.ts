/**
 * Amazon SQS and SNS, as the SDK and as Lambda deliver them. The attributes that the sender set go before `AWSTraceHeader`,
 * which the service sets.
 */
import { parseJson } from '../text.js';
import { at, type MessageReader } from './reader.js';

/** What SQS accepts as the size of a message. */
const BODY_LIMIT = 262_144;

export const sqs: readonly MessageReader[] = [
  { field: 'MessageAttributes', carrier: attributesOf },
  { field: 'messageAttributes', carrier: attributesOf },
  { field: 'Body', carrier: notificationOf },
  // of Lambda's records alone, as the body of a request may be made when it is asked for
  { field: 'eventSource', carrier: (service, record) => (service === 'aws:sqs' ? notificationOf(at(record, 'body')) : undefined) },
  { field: 'Attributes', carrier: (attributes) => attributes },
];

/** A record of a Lambda function that is subscribed to SNS. */
export const sns: MessageReader = { field: 'Sns', carrier: (notification) => attributesOf(at(notification, 'MessageAttributes')) };

/** The event of a Lambda function. */
export const lambda: MessageReader = { field: 'Records', messages: (records) => records };

/** What SNS wraps a message in on its way to a queue, unless told to deliver it raw. */
function notificationOf(body: unknown): unknown {
  if (typeof body !== 'string' || body.length > BODY_LIMIT || !body.includes('"MessageAttributes"')) return undefined;
  return attributesOf(at(parseJson(body, BODY_LIMIT), 'MessageAttributes'));
}

/** The attributes as pairs of name and text, of `{ StringValue }` (SQS), `{ stringValue }` (its records) or `{ Value }` (SNS). */
function attributesOf(attributes: unknown): unknown {
  if (typeof attributes !== 'object' || attributes === null) return undefined;
  return Object.keys(attributes).map((name) => {
    const attribute = at(attributes, name);
    return [name, at(attribute, 'StringValue') ?? at(attribute, 'stringValue') ?? at(attribute, 'Value')];
  });
}
