/**
 * Amazon SQS, SNS and Kinesis, as the SDK and as Lambda deliver them. The sender's attributes take precedence over
 * `AWSTraceHeader`, which the service sets.
 */
import type { ReadResult } from '../context-sink.js';
import { readXray } from '../headers/formats/xray.js';
import { readCarrier, readHeaderList } from '../headers/read-carrier.js';
import { decodeBase64, decodeText, VALUE_LIMIT } from '../headers/decode.js';
import { attributesAtEnd, attributesIn, isBinary, isNotification } from './sns-notification.js';
import { field } from './field.js';

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
