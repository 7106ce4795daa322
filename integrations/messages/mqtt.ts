/** MQTT 5: reads, describes and writes packets by name; lib's `mqtt.ts` recognises them by shape. */
import { field } from '../../lib/sources/messages/field.js';
import { readMqtt } from '../../lib/sources/messages/mqtt.js';
import { bodySize, type Describer, text, toAttributes } from './describer.js';
import { type FromMessages, messageReader } from './message-reader.js';

/**
 * An MQTT packet.
 *
 * @example
 * ```ts
 * const received = (packet: MqttMessage) => inSpan('measure', { links: fromMqtt(packet) }, () => handle(packet));
 * ```
 */
export interface MqttMessage {
  readonly properties?: unknown;
}

/**
 * Returns the links of MQTT 5 packets; older versions have no place for a context.
 *
 * @example
 * ```ts
 * import { connect, type IPublishPacket } from 'mqtt';
 *
 * const links = (topic: string, payload: Buffer, packet: IPublishPacket) => fromMqtt(packet);
 * connect('mqtt://localhost').on('message', traced(handle, { links }));
 * ```
 */
export const fromMqtt: FromMessages<MqttMessage> = messageReader('fromMqtt', {
  read: ({ properties }) => readMqtt(properties),
});

/**
 * Turns a carrier into options for `publish`.
 *
 * @example
 * ```ts
 * import { connect } from 'mqtt';
 *
 * connect('mqtt://localhost').publish('orders', order.id, { qos: 1, ...toMqtt(guard.carrier()) });
 * ```
 */
export function toMqtt(carrier: Readonly<Record<string, string>>): {
  properties: { userProperties: Record<string, string> };
} {
  return { properties: { userProperties: { ...carrier } } };
}

/** MQTT has no conventions of its own; see https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/. */
export const mqttAttributes: Describer = ({ cmd, topic, properties, payload }) => {
  if (cmd !== 'publish') return undefined;
  // `messageId` is that of a packet, which is given out again once it is acknowledged
  const conversation = text(field(properties, 'correlationData'));
  return toAttributes(
    { 'messaging.destination.name': topic, 'messaging.message.conversation_id': conversation },
    { 'messaging.message.body.size': bodySize(payload) },
  );
};
