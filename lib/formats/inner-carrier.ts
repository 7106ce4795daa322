/** Headers whose value is a carrier itself. */
import { parseCarrier, text, VALUE_LIMIT } from '../text.js';
import { parseProperties } from './properties.js';

/** The carrier in one of the headers: Temporal's `_tracer-data`, a payload of JSON, or Debezium's `tracingspancontext`. */
export function innerCarrier(header: (name: string) => unknown): object | undefined {
  const payload = header('_tracer-data');
  if (typeof payload === 'object' && payload !== null) {
    const json = text((payload as { data?: unknown }).data);
    const carrier = json === undefined ? undefined : parseCarrier(json);
    return typeof carrier === 'object' && carrier !== null ? carrier : undefined;
  }
  return parseProperties(text(header('tracingspancontext'))?.slice(0, VALUE_LIMIT));
}
