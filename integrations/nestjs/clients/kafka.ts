/** Kafka: adds the carrier to the headers of each message, once it has been serialized. */
import { types } from 'node:util';
import { activeCarrier, type Headers, mergeCarrier, orFallback } from '../carrier.js';
import { type Class, patchMethod } from '../patch-method.js';

interface Serializer {
  serialize(value: unknown, options?: unknown): unknown;
}

/**
 * Gives the client another serializer while a send method runs: these serialize before they first wait.
 */
export function patchKafkaClient(client: Class | undefined): void {
  for (const name of ['publish', 'dispatchEvent', 'dispatchBatchEvent']) {
    patchMethod(
      client,
      name,
      (send) =>
        function (...args) {
          const carrier = activeCarrier();
          const self = this as { serializer?: Serializer };
          const { serializer } = self;
          if (carrier === undefined || typeof serializer?.serialize !== 'function') return send.apply(this, args);
          self.serializer = withCarrier(serializer, carrier);
          try {
            return send.apply(this, args);
          } finally {
            self.serializer = serializer;
          }
        },
    );
  }
}

function withCarrier(serializer: Serializer, carrier: Headers): Serializer {
  return {
    serialize(value, options) {
      const message = serializer.serialize(value, options);
      const add = (serialized: unknown): unknown => orFallback(serialized, () => withHeaders(serialized, carrier));
      return types.isPromise(message) ? message.then(add) : add(message);
    },
  };
}

/** Copies the message, which may be the application's own object and be sent again. */
function withHeaders(message: unknown, carrier: Headers): unknown {
  if (typeof message !== 'object' || message === null) return message;
  const headers = mergeCarrier((message as { headers?: unknown }).headers, carrier);
  if (headers === undefined) return message;
  return Object.assign(Object.create(Object.getPrototypeOf(message) as object | null) as object, message, { headers });
}
