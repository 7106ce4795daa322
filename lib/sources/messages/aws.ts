/**
 * Amazon SQS, SNS and Kinesis, as the SDK and as Lambda deliver them. The sender's attributes take precedence over
 * `AWSTraceHeader`, which the service sets.
 */
import type { ReadResult } from '../context-sink.js';
import { readXray } from '../headers/formats/xray.js';
import { readCarrier, readHeaderList } from '../headers/read-carrier.js';
import { decodeBase64, decodeText, VALUE_LIMIT } from '../headers/decode.js';
import { attributesAtEnd, attributesIn, isBinary, isNotification } from './sns-notification.js';
import { asList, field } from './field.js';
import type { ContextReader, ListReader, Message } from './message-reader.js';

/** The limit of a record's size in Kinesis before large ones were allowed, in base64. */
const DATA_LIMIT = 1_398_104;

/**
 * Reads attributes of `{ StringValue }` or `{ BinaryValue }` (SQS), `{ stringValue }` or `{ binaryValue }` (Lambda's
 * records of it, the bytes in base64), or `{ Type, Value }` (SNS, the same).
 */
export function readAttributes(attributes: unknown): ReadResult {
  if (typeof attributes !== 'object' || attributes === null) return undefined;
  const list: unknown[] = [];
  for (const name of Object.keys(attributes)) {
    const attribute = field(attributes, name);
    if (typeof attribute === 'object' && attribute !== null) list.push(name, valueOf(attribute));
  }
  return readHeaderList(list);
}

function valueOf(attribute: object): unknown {
  const { StringValue, stringValue, BinaryValue, binaryValue, Value } = attribute as Readonly<Record<string, unknown>>;
  const sent = StringValue ?? stringValue ?? BinaryValue;
  if (sent !== undefined && sent !== null) return sent;
  if (binaryValue !== undefined) return decodeBase64(binaryValue);
  return Value !== undefined && isBinary(field(attribute, 'Type')) ? decodeBase64(Value) : Value;
}

/** Reads the body of a message, if that is a notification of SNS. */
export function readBody(body: unknown): ReadResult {
  if (!isNotification(body)) return undefined;
  const attributes = attributesAtEnd(body);
  return attributes === undefined ? readAttributes(attributesIn(body)) : readCarrier(attributes);
}

/** Reads the attributes that the service itself sets. */
export function readSystemAttributes(attributes: unknown): ReadResult {
  const header = decodeText(field(attributes, 'AWSTraceHeader'));
  return header === undefined ? undefined : readXray(header.slice(0, VALUE_LIMIT));
}

/** Reads a record of Kinesis: it has no headers, but its data, if that is JSON, may be an event with a context. */
export function readKinesis(record: unknown): ReadResult {
  const data = field(record, 'data');
  if (typeof data !== 'string' || data.length > DATA_LIMIT) return undefined;
  return readData(Buffer.from(data, 'base64'));
}

/** Reads the data of a record as the SDK's `GetRecordsCommand` gives it. */
export function readData(data: unknown): ReadResult {
  return ArrayBuffer.isView(data) ? readCarrier(data) : undefined;
}

/** Reads the body of a record of Lambda's alone, as that of a request may be computed by a getter. */
export function readLambdaBody(source: unknown, message: Message): ReadResult {
  return source === 'aws:sqs' ? readBody(message.body) : undefined;
}

/** Reads a notification as Lambda gets it. */
export function readSns(notification: unknown): ReadResult {
  return readAttributes(field(notification, 'MessageAttributes'));
}

/** Reads an event of EventBridge, which has no place beside it, as Kinesis has none. */
export function readDetail(_type: unknown, { detail }: Message): ReadResult {
  return readCarrier(detail);
}

export const SQS: ContextReader = { client: 'Amazon SQS', fields: ['MessageAttributes'], read: readAttributes };
export const SQS_IN_LAMBDA: ContextReader = {
  client: 'Amazon SQS',
  fields: ['messageAttributes'],
  read: readAttributes,
};
export const SNS_IN_SQS: ContextReader = { client: 'Amazon SNS in SQS', fields: ['Body'], read: readBody };
export const SNS_IN_LAMBDA: ContextReader = {
  client: 'Amazon SNS in SQS',
  fields: ['eventSource', 'body'],
  read: readLambdaBody,
};
export const SQS_SYSTEM: ContextReader = { client: 'AWS X-Ray', fields: ['Attributes'], read: readSystemAttributes };
export const SNS: ContextReader = {
  client: 'Amazon SNS',
  fields: ['Sns'],
  read: readSns,
};
export const KINESIS: ContextReader = { client: 'Amazon Kinesis', fields: ['kinesis'], read: readKinesis };
export const LAMBDA_SYSTEM: ContextReader = { client: 'AWS X-Ray', fields: ['attributes'], read: readSystemAttributes };
export const KINESIS_DATA: ContextReader = { client: 'Amazon Kinesis', fields: ['Data'], read: readData };
export const LAMBDA_RECORDS: ListReader = { client: 'AWS Lambda', fields: ['Records'], list: asList };
export const RECEIVED_MESSAGES: ListReader = { client: 'Amazon SQS', fields: ['Messages'], list: asList };
export const EVENT_BRIDGE: ContextReader = {
  client: 'Amazon EventBridge',
  fields: ['detail-type', 'detail'],
  read: readDetail,
};
