/** Producers and handlers over one transport, in one application. */
import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type ClientProxy, ClientProxyFactory, type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { lastValueFrom, toArray } from 'rxjs';
import { Span } from 'spanlink';
import { SpanlinkModule } from 'spanlink/nestjs';
import { Audit, Books, handled, type Order, Payments, Watch } from './transport-handlers.js';
import { HandedClient, HandedServer } from './transport-kafka.js';
import { recordActs } from './transport-records.js';
import { type Options, serve } from './serve.js';

const BUS = Symbol('bus');

@Controller()
class Shop {
  private readonly bus: ClientProxy;

  constructor(@Inject(BUS) bus: ClientProxy) {
    this.bus = bus;
  }

  @Span({ name: (pattern: string, order: { id: string }) => `send ${pattern} ${order.id}` })
  send(pattern: string, data: unknown): Promise<unknown> {
    return lastValueFrom(this.bus.send(pattern, data).pipe(toArray()));
  }

  @Span({ name: (order: { id: string }) => `emit ${order.id}` })
  emit(data: { id: string }): void {
    this.bus.emit('placed', data);
  }

  @Span({ name: 'emit batch' })
  emitBatch(ids: readonly string[]): void {
    if (this.bus instanceof HandedClient)
      this.bus.emitBatch('placed', { messages: ids.map((id) => ({ key: id, value: { id } })) });
  }
}

function optionsOf({ transport, port }: Options): MicroserviceOptions | undefined {
  const at = `127.0.0.1:${String(port)}`;
  const host = { host: '127.0.0.1', port: port as number };
  switch (transport) {
    case 'tcp':
      return { transport: Transport.TCP, options: host };
    case 'redis':
      return { transport: Transport.REDIS, options: host };
    case 'rmq':
      return {
        transport: Transport.RMQ,
        options: { urls: [`amqp://${at}`], queue: `orders-${process.pid}`, queueOptions: { durable: false } },
      };
    case 'nats':
      return { transport: Transport.NATS, options: { servers: [`nats://${at}`] } };
    case 'mqtt':
      return { transport: Transport.MQTT, options: { url: `mqtt://${at}`, protocolVersion: 5 } };
    default:
      return undefined;
  }
}

function applicationOf(options: Options): { strategy: MicroserviceOptions; module: new () => object } {
  const known = optionsOf(options);
  const bus = () => (known === undefined ? new HandedClient() : ClientProxyFactory.create(known as never));
  @Module({
    imports: [SpanlinkModule.forRoot()],
    controllers: [Payments, Audit, Shop],
    providers: [Books, Watch, { provide: BUS, useFactory: bus }],
  })
  class AppModule {}
  return { strategy: known ?? { strategy: new HandedServer({}) }, module: AppModule };
}

serve(async (options) => {
  const { strategy, module } = applicationOf(options);
  const quiet = { logger: ['fatal'] as 'fatal'[], abortOnError: false };
  const app =
    options.hybrid === true
      ? await NestFactory.create(module, quiet)
      : await NestFactory.createMicroservice<MicroserviceOptions>(module, { ...quiet, ...strategy });
  if ('connectMicroservice' in app) {
    app.connectMicroservice<MicroserviceOptions>(strategy);
    await app.startAllMicroservices();
    await app.init();
  } else {
    await app.listen();
  }
  const shop = app.get(Shop);
  const bus = app.get<ClientProxy>(BUS);
  const handledByBoth = (id: string): Promise<unknown>[] => [handled(id), handled(`audit ${id}`)];
  return {
    acts: {
      /** Sends a request in a span of its own, and resolves to all values that the handler answers with. */
      send: (pattern: string, order: Order) => shop.send(pattern, order),
      sendAll: (pattern: string, orders: Order[]) => Promise.all(orders.map((order) => shop.send(pattern, order))),
      sendWithoutSpan: (pattern: string, order: Order) => lastValueFrom(bus.send(pattern, order)),
      /** Emits an event in a span of its own, and resolves to the orders of its two handlers. */
      emit: (order: Order) => {
        const both = handledByBoth(order.id);
        shop.emit(order);
        return Promise.all(both);
      },
      /** Emits a batch in one span, and resolves to the handlers' orders. */
      emitBatch: (ids: string[]) => {
        const all = ids.flatMap(handledByBoth);
        shop.emitBatch(ids);
        return Promise.all(all);
      },
      ...recordActs(options.transport as string, bus),
    },
    close: async () => {
      await bus.close();
      await app.close();
    },
  };
});
