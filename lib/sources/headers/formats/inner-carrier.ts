/** Headers whose value is a carrier itself. */
import { CARRIER_LIMIT, decodeCarrier, decodeText, parseCarrier } from '../decode.js';
import { parseProperties } from './properties.js';

/** Returns the carrier in Temporal's `_tracer-data`, a payload of JSON. */
export function payloadCarrier(payload: unknown): object | undefined {
  return typeof payload === 'object' && payload !== null
    ? innerCarrier((payload as { data?: unknown }).data)
    : undefined;
}

/** Returns the carrier that a value is: an object, or its JSON as text or bytes. */
export function innerCarrier(value: unknown): object | undefined {
  const json = decodeCarrier(value);
  const carrier = json === undefined ? value : parseCarrier(json);
  return typeof carrier === 'object' && carrier !== null ? carrier : undefined;
}

/** Returns the carrier in Debezium's `tracingspancontext`, the text of `java.util.Properties`. */
export function propertiesCarrier(properties: unknown): Record<string, string> | undefined {
  return parseProperties(decodeText(properties, CARRIER_LIMIT)?.slice(0, CARRIER_LIMIT));
}
