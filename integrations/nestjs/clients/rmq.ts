/** RabbitMQ: the headers of a message's options, beside those of its `RmqRecord` and of the client. */
import { activeCarrier, mergeCarrier, orFallback } from '../carrier.js';
import { type Class, patchMethod } from '../patch-method.js';

/** Nest asks for the headers of each message when it sends that. */
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
