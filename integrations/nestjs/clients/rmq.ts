/** RabbitMQ: the headers of a message's options, beside those of its `RmqRecord` and of the client. */
import { activeCarrier, carry, otherwise } from '../carrier.js';
import { type Class, replaceMethod } from '../patch-method.js';

/** Nest asks for the headers of each message when it sends that. */
export function carryRmq(client: Class | undefined): void {
  replaceMethod(
    client,
    'mergeHeaders',
    (merge) =>
      function (...args) {
        const headers = merge.apply(this, args);
        const carrier = activeCarrier();
        return carrier === undefined ? headers : otherwise(headers, () => carry(headers, carrier) ?? headers);
      },
  );
}
