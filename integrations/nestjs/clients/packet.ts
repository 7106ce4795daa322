/** TCP and Redis have no headers: the carrier goes into Nest's own packet, beside `pattern`, `data` and `id`. */
import { activeCarrier, mergeCarrier, orFallback } from '../carrier.js';
import { warnOnce } from '../logger.js';
import { type Class, patchMethod } from '../patch-method.js';
import { hasDefaultSerializer } from './serializer.js';

/** Uses `metadata`, which Nest 12 passes to the transport context, and which other receivers ignore. */
export function patchPacketClient(client: Class | undefined, proxy: Class | undefined): void {
  for (const name of ['publish', 'dispatchEvent']) {
    patchMethod(
      client,
      name,
      (send) =>
        function (packet, ...rest) {
          return send.call(
            this,
            orFallback(packet, () => addCarrier(this, packet, proxy)),
            ...rest,
          );
        },
    );
  }
}

function addCarrier(client: unknown, packet: unknown, proxy: Class | undefined): unknown {
  const carrier = activeCarrier();
  if (carrier === undefined || typeof packet !== 'object' || packet === null) return packet;
  if (!hasDefaultSerializer(client, proxy)) {
    warnOnce(
      `${(client as object).constructor.name} has a serializer of its own, ` +
        'which may not know of metadata in a packet, so its messages carry no link.',
    );
    return packet;
  }
  const metadata = mergeCarrier((packet as { metadata?: unknown }).metadata, carrier);
  return metadata === undefined ? packet : { ...packet, metadata };
}
