/** AnyValue as the text that the Collector's ClickHouse exporter makes of it: lists and maps as JSON, bytes in base64. */
import { quote } from '../store/row.js';
import type { AnyValue, Int64, KeyValue } from './otlp.js';

/** The text of a value; empty where there is none. */
export function textOf(value: AnyValue | null | undefined): string {
  // nearly all are strings, and asking which field is set takes longer
  if (value?.stringValue) return value.stringValue;
  switch (value?.value) {
    case 'stringValue':
      return '';
    case 'boolValue':
      return String(value.boolValue);
    case 'intValue':
      return String(signed(value.intValue));
    case 'doubleValue':
      return String(value.doubleValue);
    case 'bytesValue':
      return base64(value.bytesValue);
    case 'arrayValue':
    case 'kvlistValue':
      return jsonOf(value);
    case undefined:
      return '';
  }
}

function jsonOf(value: AnyValue | null | undefined): string {
  switch (value?.value) {
    case 'stringValue':
      return quote(value.stringValue);
    case 'bytesValue':
      return quote(base64(value.bytesValue));
    case 'doubleValue':
      // JSON has no other numbers
      return Number.isFinite(value.doubleValue) ? String(value.doubleValue) : quote(String(value.doubleValue));
    case 'arrayValue':
      return `[${value.arrayValue.values.map(jsonOf).join(',')}]`;
    case 'kvlistValue':
      return `{${lastOfEach(value.kvlistValue.values).map(({ key, value: item }) => `${quote(key)}:${jsonOf(item)}`).join(',')}}`;
    case undefined:
      return 'null';
    default:
      return textOf(value);
  }
}

// up to here, comparing each with each takes less than a Set
const FEW = 16;

/** Attributes without those that another of the same key follows. */
export function lastOfEach(attributes: readonly KeyValue[]): readonly KeyValue[] {
  if (attributes.length > FEW) return [...new Map(attributes.map((each) => [each.key, each])).values()];
  for (let later = 1; later < attributes.length; later += 1) {
    for (let index = 0; index < later; index += 1) {
      if (attributes[index]?.key !== attributes[later]?.key) continue;
      return lastOfEach(attributes.filter((_, each) => each !== index));
    }
  }
  return attributes;
}

/** A number of 64 bits with its sign, and without. */
export const signed = ({ low, high }: Int64): bigint => (BigInt(high | 0) << 32n) | BigInt(low >>> 0);
export const unsigned = (number: Int64): bigint => BigInt.asUintN(64, signed(number));

/** The same bytes; protobufjs reads from Buffers, and so gives them. */
export const bufferOf = (bytes: Uint8Array): Buffer => (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));

const base64 = (bytes: Uint8Array): string => bufferOf(bytes).toString('base64');
