/** NATS: the headers of a message, beside those of its `NatsRecord` and of the client. */
import { readCarrier } from '../../../lib/sources/headers/read-carrier.js';
import { activeCarrier, mergeCarrier, type Headers, orFallback } from '../carrier.js';
import { type Class, patchMethod } from '../patch-method.js';

/** The headers of either client of NATS. */
interface NatsHeaders extends Iterable<readonly [name: string, values: readonly string[]]> {
  append(name: string, value: string): void;
}

/**
 * Nest asks for the headers of each message when it sends that, and makes them where there are any in the client's
 * options.
 */
export function patchNatsClient(client: Class | undefined): void {
  patchMethod(
    client,
    'mergeHeaders',
    (merge) =>
      function (given, ...rest) {
        const { options } = this as { options?: { headers?: unknown } };
        const merged = orFallback(undefined, () => mergeHeaders(given, options?.headers));
        if (merged === undefined) return merge.call(this, given, ...rest);
        return merge.call(
          Object.create(this as object, { options: { value: { ...options, headers: merged.ofClient } } }),
          merged.own,
          ...rest,
        );
      },
  );
}

/**
 * The headers of the message, and those of the client with the carrier; `undefined` where one is there, or there is
 * none to add.
 */
function mergeHeaders(
  given: unknown,
  options: unknown,
): { own: NatsHeaders | undefined; ofClient: Headers } | undefined {
  const carrier = activeCarrier();
  const ofClient = carrier && mergeCarrier(options, carrier);
  if (ofClient === undefined) return undefined;
  if (given === undefined || given === null) return { own: undefined, ofClient };
  return isHeaders(given) && readCarrier(given) === undefined ? { own: copyHeaders(given), ofClient } : undefined;
}

function isHeaders(value: unknown): value is NatsHeaders {
  return (
    typeof value === 'object' &&
    value !== null &&
    Symbol.iterator in value &&
    typeof (value as Partial<NatsHeaders>).append === 'function'
  );
}

/** Of headers that the application may send again. */
function copyHeaders(headers: NatsHeaders): NatsHeaders {
  const copy = new (headers.constructor as new () => NatsHeaders)();
  for (const [name, values] of headers) for (const value of values) copy.append(name, value);
  return copy;
}
