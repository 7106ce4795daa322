/** MQTT 5: adds the carrier to the user properties of a message, beside those of its `MqttRecord` and the client. */
import { readCarrier } from '../../../lib/sources/headers/read-carrier.js';
import { field } from '../../../lib/sources/messages/field.js';
import { activeCarrier, type Headers, mergeCarrier, orFallback } from '../carrier.js';
import { warnOnce } from '../logger.js';
import type { Microservices } from '../microservices.js';
import { patchMethod } from '../patch-method.js';
import { hasDefaultSerializer } from './serializer.js';

/** Adds the carrier when a packet is handed over, as a request then waits for the subscription to its response. */
export function patchMqttClient({ ClientMqtt, MqttRecord }: Microservices): void {
  for (const name of ['publish', 'dispatchEvent']) {
    patchMethod(
      ClientMqtt,
      name,
      (send) =>
        function (packet, ...rest) {
          return send.call(
            this,
            orFallback(packet, () => addCarrier(this, packet)),
            ...rest,
          );
        },
    );
  }

  function addCarrier(client: unknown, packet: unknown): unknown {
    const carrier = activeCarrier();
    if (carrier === undefined || MqttRecord === undefined || typeof packet !== 'object' || packet === null)
      return packet;
    const { data } = packet as { data?: unknown };
    const isRecord = data instanceof MqttRecord;
    const reason = findObstacle(client, isRecord);
    if (reason !== undefined) {
      warnOnce(`${(client as object).constructor.name} ${reason}, so its messages carry no link.`);
      return packet;
    }
    const options = mergeOptions(isRecord ? field(data, 'options') : undefined, field(client, 'options'), carrier);
    return options === undefined
      ? packet
      : { ...packet, data: new MqttRecord(isRecord ? field(data, 'data') : data, options) };
  }

  function findObstacle(client: unknown, isRecord: boolean): string | undefined {
    if (field(field(client, 'options'), 'protocolVersion') !== 5)
      return 'speaks MQTT 3.1.1, which has no user properties (set protocolVersion: 5)';
    return isRecord || hasDefaultSerializer(client, ClientMqtt)
      ? undefined
      : 'has a serializer of its own, which may not know of records';
  }
}

/**
 * Returns a record's options with the carrier among its properties; `undefined` if they or the client's options already
 * carry a context.
 */
function mergeOptions(options: unknown, clientOptions: unknown, carrier: Headers): Headers | undefined {
  const properties = field(options, 'properties') as Headers | undefined;
  const userProperties = mergeCarrier(field(properties, 'userProperties'), carrier);
  if (userProperties === undefined || readCarrier(field(clientOptions, 'userProperties')) !== undefined)
    return undefined;
  return { ...(options as Headers | undefined), properties: { ...properties, userProperties } };
}
