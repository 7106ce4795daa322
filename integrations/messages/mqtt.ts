/** MQTT 5. */
import { readMqtt } from '../../lib/sources/messages/mqtt.js';
import { bodySize, type Describe, described, type FromMessages, fromPlaces } from './message-reader.js';

/** A packet of MQTT. */
export interface MqttMessage {
  readonly properties?: unknown;
}

/**
 * The links of packets of MQTT 5; older versions have no place for one.
 *
 * @example
 * client.on('message', traced(handle, { links: (topic: string, payload: Buffer, packet: IPublishPacket) =>
 * fromMqtt(packet) }));
 */
export const fromMqtt: FromMessages<MqttMessage> = fromPlaces('fromMqtt', {
  read: ({ properties }) => readMqtt(properties),
});

/**
 * A carrier as the options of `publish`.
 *
 * @example
 * client.publish('orders', payload, { qos: 1, ...toMqtt(guard.carrier()) });
 */
export function toMqtt(carrier: Readonly<Record<string, string>>): {
  properties: { userProperties: Record<string, string> };
} {
  return { properties: { userProperties: { ...carrier } } };
}

/** MQTT has no conventions of its own; see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/. */
export const mqttAttributes: Describe = ({ cmd, topic, messageId, payload }) => {
  if (cmd !== 'publish') return undefined;
  return described(
    { 'messaging.destination.name': topic, 'messaging.message.id': messageId },
    { 'messaging.message.body.size': bodySize(payload) },
  );
};
