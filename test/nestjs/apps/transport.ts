/** Producers and handlers over one transport, in one application: the links between them, and what the messages are. */
import { Controller, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type ClientProxy, ClientProxyFactory, type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { lastValueFrom, toArray } from 'rxjs';
import { Span } from 'spanlink';
import { SpanlinkModule } from 'spanlink/nestjs';
import { Audit, Books, handledAfter, Payments, Watch } from './transport-handlers.js';
import { HandedClient, HandedServer } from './transport-kafka.js';
import { messagesOf } from './transport-records.js';
import { cause, type Options, outcomeOf, run } from './run.js';

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

  /** As an application without a span. */
  bare(data: unknown): Promise<unknown> {
    return lastValueFrom(this.bus.send('look', data));
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

run(async (options) => {
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
  const results: Record<string, unknown> = {};
  for (const pattern of ['pay', 'whole', 'declared', 'stream', 'guarded'])
    results[pattern] = await shop.send(pattern, { id: pattern });
  results.fail = await outcomeOf(() => shop.send('fail', { id: 'fail' }));
  results.placed = await Promise.all([
    handledAfter('placed', () => undefined),
    handledAfter('audit placed', () => shop.emit({ id: 'placed' })),
  ]);
  results.many = await Promise.all(Array.from({ length: 40 }, (_, at) => shop.send('pay', { id: `many ${at}` })));
  if (options.transport === 'kafka') {
    const ids = ['batch 0', 'batch 1'];
    results.batch = await Promise.all([
      handledAfter('batch 0', () => undefined),
      handledAfter('audit batch 0', () => undefined),
      handledAfter('audit batch 1', () => undefined),
      handledAfter('batch 1', () => shop.emitBatch(ids)),
    ]);
  }
  results.bare = await shop.bare({ id: 'bare' });
  results.records = await messagesOf(options.transport as string, app.get<ClientProxy>(BUS), cause);
  await app.get<ClientProxy>(BUS).close();
  await app.close();
  return results;
});
