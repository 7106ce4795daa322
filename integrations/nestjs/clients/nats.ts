/** NATS: adds the carrier to the headers of a message, beside those of its `NatsRecord` and the client. */
import { readCarrier } from '../../../lib/sources/headers/read-carrier.js';
import { activeCarrier, type Headers, isTraceContext, mergeCarrier, orFallback } from '../carrier.js';
import { type Class, patchMethod } from '../patch-method.js';

/** The headers of either NATS client. */
interface NatsHeaders extends Iterable<readonly [name: string, values: readonly string[]]> {
  append(name: string, value: string): void;
}

/**
 * Patches `mergeHeaders`, which Nest calls for each message as it sends it. Nest makes headers from those in the
 * client's options, so that is where the carrier is added.
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
          Object.create(this as object, { options: { value: { ...options, headers: merged.clientHeaders } } }),
          merged.ownHeaders,
          ...rest,
        );
      },
  );
}

/**
 * Returns the headers of the message, and those of the client with the carrier; `undefined` if there is no carrier to
 * add, or either already carries a context.
 */
function mergeHeaders(
  given: unknown,
  options: unknown,
): { ownHeaders: NatsHeaders | undefined; clientHeaders: Headers } | undefined {
  const carrier = activeCarrier();
  const clientHeaders = carrier && mergeCarrier(options, carrier);
  if (clientHeaders === undefined) return undefined;
  if (given === undefined || given === null) return { ownHeaders: undefined, clientHeaders };
  return isHeaders(given) && readCarrier(given) === undefined
    ? { ownHeaders: copyHeaders(given), clientHeaders }
    : undefined;
}

function isHeaders(value: unknown): value is NatsHeaders {
  return (
    typeof value === 'object' &&
    value !== null &&
    Symbol.iterator in value &&
    typeof (value as Partial<NatsHeaders>).append === 'function'
  );
}

/** Copies headers that the application may send again, without what is left in them of a context. */
function copyHeaders(headers: NatsHeaders): NatsHeaders {
  const copy = new (headers.constructor as new () => NatsHeaders)();
  for (const [name, values] of headers) {
    if (!isTraceContext(name)) for (const value of values) copy.append(name, value);
  }
  return copy;
}
