/** Patches Nest's clients, so that they send a carrier. */
import { context } from '@opentelemetry/api';
import type { Observable } from 'rxjs';
import { isTraced, sendIn } from './carrier.js';
import { patchGrpcClient } from './clients/grpc.js';
import { patchKafkaClient } from './clients/kafka.js';
import { patchMqttClient } from './clients/mqtt.js';
import { patchNatsClient } from './clients/nats.js';
import { patchPacketClient } from './clients/packet.js';
import { patchRmqClient } from './clients/rmq.js';
import { warnOnce } from './logger.js';
import type { Microservices } from './microservices.js';
import { type Class, patchMethod } from './patch-method.js';

/** Makes every client of this process send the carrier of the span that is active when it sends. */
export function patchClients(microservices: Microservices): void {
  const { ClientProxy, ClientKafka, ClientMqtt, ClientNats, ClientRMQ, ClientRedis, ClientTCP } = microservices;
  patchGrpcClient(microservices.ClientGrpcProxy);
  patchKafkaClient(ClientKafka);
  patchRmqClient(ClientRMQ);
  patchNatsClient(ClientNats);
  patchMqttClient(microservices);
  for (const client of [ClientRedis, ClientTCP]) patchPacketClient(client, ClientProxy);
  const known = [ClientKafka, ClientMqtt, ClientNats, ClientRMQ, ClientRedis, ClientTCP].filter(
    (client) => client !== undefined,
  );
  // the call itself sends an event, so the active context is the caller's throughout
  patchMethod(
    ClientProxy,
    'emit',
    (emit) =>
      function (...args) {
        if (isTraced(context.active())) warnOfUnknown(this, known);
        return emit.apply(this, args);
      },
  );
  // the subscription, which may be Nest's, sends a request
  patchMethod(
    ClientProxy,
    'send',
    (send) =>
      function (...args) {
        const source = send.apply(this, args) as Observable<unknown>;
        const called = context.active();
        if (!isTraced(called)) return source;
        warnOfUnknown(this, known);
        return sendIn(called, source);
      },
  );
}

function warnOfUnknown(client: unknown, known: readonly Class[]): void {
  if (known.some(({ prototype }) => Object.prototype.isPrototypeOf.call(prototype, client as object))) return;
  const { name } = (client as object).constructor;
  warnOnce(
    `${name} is not one of Nest's own clients, so its messages carry no link. ` +
      'Put `SpanGuard.current().carrier()` into its headers, or silence this with `clients: false`.',
  );
}
