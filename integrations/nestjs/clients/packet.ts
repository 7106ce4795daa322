/** TCP and Redis have no headers: the carrier stands in Nest's own packet, beside `pattern`, `data` and `id`. */
import { activeCarrier, carry, otherwise } from '../carrier.js';
import { type Class, replaceMethod } from '../patch-method.js';
import { sayOnce } from '../logger.js';
import { hasDefaultSerializer } from './serializer.js';

/** In `metadata`, which Nest 12 gives to the transport context, and which other receivers pass over. */
export function carryPackets(client: Class | undefined, proxy: Class | undefined): void {
  for (const name of ['publish', 'dispatchEvent']) {
    replaceMethod(
      client,
      name,
      (send) =>
        function (packet, ...rest) {
          return send.call(
            this,
            otherwise(packet, () => carried(this, packet, proxy)),
            ...rest,
          );
        },
    );
  }
}

function carried(client: unknown, packet: unknown, proxy: Class | undefined): unknown {
  const carrier = activeCarrier();
  if (carrier === undefined || typeof packet !== 'object' || packet === null) return packet;
  if (!hasDefaultSerializer(client, proxy)) {
    sayOnce(
      `${(client as object).constructor.name} has a serializer of its own, which may not know of metadata in a packet, so its messages carry no link.`,
    );
    return packet;
  }
  const metadata = carry((packet as { metadata?: unknown }).metadata, carrier);
  return metadata === undefined ? packet : { ...packet, metadata };
}
