/** Converts an AnyValue to text like the Collector's ClickHouse exporter: JSON for lists and maps, base64 for bytes. */
import { bufferOf } from '../otlp/otlp-messages.js';
import type { AnyValue, Int64, KeyValue } from '../otlp/otlp-messages.js';

/** Returns the text of a value; empty if it is missing. */
export function anyValueToText(value: AnyValue | null | undefined): string {
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
      return anyValueToJson(value);
    case undefined:
      return '';
  }
}

function anyValueToJson(value: AnyValue | null | undefined): string {
  switch (value?.value) {
    case 'stringValue':
      return JSON.stringify(value.stringValue);
    case 'bytesValue':
      return JSON.stringify(base64(value.bytesValue));
    case 'doubleValue':
      // JSON has no other numbers
      return Number.isFinite(value.doubleValue) ? String(value.doubleValue) : JSON.stringify(String(value.doubleValue));
    case 'arrayValue':
      return `[${value.arrayValue.values.map(anyValueToJson).join(',')}]`;
    case 'kvlistValue':
      return `{${Array.from(lastOfEachKey(value.kvlistValue.values), entryToJson).join(',')}}`;
    case undefined:
      return 'null';
    default:
      return anyValueToText(value);
  }
}

const entryToJson = ({ key, value }: KeyValue): string => `${JSON.stringify(key)}:${anyValueToJson(value)}`;

/** Drops attributes that another one with the same key follows. */
const lastOfEachKey = (attributes: readonly KeyValue[]): Iterable<KeyValue> =>
  new Map(attributes.map((attribute) => [attribute.key, attribute])).values();

const signed = ({ low, high }: Int64): bigint => (BigInt(high | 0) << 32n) | BigInt(low >>> 0);

const base64 = (bytes: Uint8Array): string => bufferOf(bytes).toString('base64');
