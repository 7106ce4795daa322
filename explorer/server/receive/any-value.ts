/**
 * AnyValue as the text that the Collector's ClickHouse exporter makes of it: lists and maps as JSON, bytes in base64.
 */
import { bufferOf } from './otlp-messages.js';
import type { AnyValue, Int64, KeyValue } from './otlp-messages.js';

/** The text of a value; empty where there is none. */
export function textOf(value: AnyValue | null | undefined): string {
  switch (value?.value) {
    case 'stringValue':
      return value.stringValue;
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
      return JSON.stringify(value.stringValue);
    case 'bytesValue':
      return JSON.stringify(base64(value.bytesValue));
    case 'doubleValue':
      // JSON has no other numbers
      return Number.isFinite(value.doubleValue) ? String(value.doubleValue) : JSON.stringify(String(value.doubleValue));
    case 'arrayValue':
      return `[${value.arrayValue.values.map(jsonOf).join(',')}]`;
    case 'kvlistValue':
      return `{${Array.from(lastOfEach(value.kvlistValue.values), ({ key, value: item }) => `${JSON.stringify(key)}:${jsonOf(item)}`).join(',')}}`;
    case undefined:
      return 'null';
    default:
      return textOf(value);
  }
}

/** Attributes without those that another of the same key follows. */
const lastOfEach = (attributes: readonly KeyValue[]): Iterable<KeyValue> =>
  new Map(attributes.map((each) => [each.key, each])).values();

const signed = ({ low, high }: Int64): bigint => (BigInt(high | 0) << 32n) | BigInt(low >>> 0);

const base64 = (bytes: Uint8Array): string => bufferOf(bytes).toString('base64');
