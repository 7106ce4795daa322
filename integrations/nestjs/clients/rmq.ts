/** RabbitMQ: adds the carrier to the headers of a message, beside those of its `RmqRecord` and the client. */
import { activeCarrier, mergeCarrier, orFallback } from '../carrier.js';
import { type Class, patchMethod } from '../patch-method.js';

/** Patches `mergeHeaders`, which Nest calls for each message as it sends it. */
export function patchRmqClient(client: Class | undefined): void {
  patchMethod(
    client,
    'mergeHeaders',
    (merge) =>
      function (...args) {
        const headers = merge.apply(this, args);
        const carrier = activeCarrier();
        return carrier === undefined ? headers : orFallback(headers, () => mergeCarrier(headers, carrier) ?? headers);
      },
  );
}
