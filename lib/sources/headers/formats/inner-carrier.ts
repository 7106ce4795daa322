/** Headers whose value is a carrier itself. */
import { parseCarrier, decodeText, VALUE_LIMIT } from '../decode.js';
import { parseProperties } from './properties.js';

/** Returns the carrier in Temporal's `_tracer-data`, a payload of JSON. */
export function payloadCarrier(payload: unknown): object | undefined {
  const json =
    typeof payload === 'object' && payload !== null ? decodeText((payload as { data?: unknown }).data) : undefined;
  const carrier = json === undefined ? undefined : parseCarrier(json);
  return typeof carrier === 'object' && carrier !== null ? carrier : undefined;
}

/** Returns the carrier in Debezium's `tracingspancontext`, the text of `java.util.Properties`. */
export function propertiesCarrier(properties: unknown): object | undefined {
  return parseProperties(decodeText(properties)?.slice(0, VALUE_LIMIT));
}
