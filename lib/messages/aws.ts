/**
 * Amazon SQS, SNS and Kinesis, as the SDK and as Lambda deliver them. The attributes that the sender set go before
 * `AWSTraceHeader`, which the service sets.
 */
import type { Found } from '../context-sink.js';
import { readXray } from '../formats/xray.js';
import { readCarrier } from '../headers.js';
import { parseJson, text, VALUE_LIMIT } from '../text.js';
import { notificationAttributes } from './notification.js';
import { at, type MessageReader } from './reader.js';

/** What Kinesis accepted as the size of a record before large ones were allowed, in base64. */
const DATA_LIMIT = 1_398_104;

export const sqs: readonly MessageReader[] = [
  { field: 'MessageAttributes', get: ({ MessageAttributes }) => MessageAttributes, read: readAttributes },
  { field: 'messageAttributes', get: ({ messageAttributes }) => messageAttributes, read: readAttributes },
  { field: 'Body', get: ({ Body }) => Body, read: readNotification },
  {
    // of Lambda's records alone, as the body of a request may be made when it is asked for
    field: 'eventSource',
    get: ({ eventSource }) => eventSource,
    read: (service, record) => (service === 'aws:sqs' ? readNotification(at(record, 'body')) : undefined),
  },
  { field: 'Attributes', get: ({ Attributes }) => Attributes, read: readSystemAttributes },
];

/** What the SDK answers to `ReceiveMessageCommand`. */
export const sqsAnswer: MessageReader = { field: 'Messages', get: ({ Messages }) => Messages, messages: (messages) => messages };

/** A record of Lambda has the system's attributes under the name that Pub/Sub's messages have theirs under. */
export const sqsRecord: MessageReader = { field: 'attributes', get: ({ attributes }) => attributes, read: readSystemAttributes };

/** A record of a Lambda function that is subscribed to SNS. */
export const sns: MessageReader = {
  field: 'Sns',
  get: ({ Sns }) => Sns,
  read: (notification) => readAttributes(at(notification, 'MessageAttributes')),
};

/** A record of a Kinesis stream has no headers; what its producer wrote, if that is JSON, may be an event with a context. */
export const kinesis: MessageReader = {
  field: 'kinesis',
  get: ({ kinesis }) => kinesis,
  read: (record) => {
    const data = at(record, 'data');
    if (typeof data !== 'string' || data.length > DATA_LIMIT) return undefined;
    return readCarrier(parseJson(Buffer.from(data, 'base64').toString(), DATA_LIMIT));
  },
};

/** The event of a Lambda function. */
export const lambda: MessageReader = { field: 'Records', get: ({ Records }) => Records, messages: (records) => records };

function readNotification(body: unknown): Found {
  return readAttributes(notificationAttributes(body));
}

/**
 * The attributes as pairs of name and text, of `{ StringValue }` (SQS), `{ stringValue }` (its records), `{ Value }` (SNS)
 * or the text itself.
 */
function readAttributes(attributes: unknown): Found {
  if (typeof attributes !== 'object' || attributes === null) return undefined;
  const pairs = Object.keys(attributes).map((name) => {
    const attribute = at(attributes, name);
    return [name, typeof attribute === 'string' ? attribute : (at(attribute, 'StringValue') ?? at(attribute, 'stringValue') ?? at(attribute, 'Value'))];
  });
  return readCarrier(pairs);
}

function readSystemAttributes(attributes: unknown): Found {
  return readXray((name) => (name === 'awstraceheader' ? text(at(attributes, 'AWSTraceHeader'))?.slice(0, VALUE_LIMIT) : undefined));
}
