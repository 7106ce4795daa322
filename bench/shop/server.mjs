/**
 * The shop's `POST /orders` with the spans of one contender, in a process of its own: Nest on Express, a real SDK, and
 * rows in memory.
 */
import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { Redis } from 'ioredis';
import { of } from 'rxjs';
import { importShop } from './build.mjs';
import { SHOPS } from './contenders.mjs';

const [contender] = process.argv.slice(2);

/** Spans and links exported since the process began. */
const exported = { spans: 0, links: 0 };
const exporter = {
  export(spans, done) {
    exported.spans += spans.length;
    for (const { links } of spans) exported.links += links.length;
    done({ code: 0 });
  },
  async shutdown() {},
};
const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
provider.register();

/** The Redis commands that the route calls. */
class Rows {
  #last = 0;
  #rows = new Map();

  async incr() {
    return ++this.#last;
  }

  async hset(_, field, value) {
    this.#rows.set(String(Number(field) % 1_000), value);
    return 1;
  }

  async hincrby() {
    return 1;
  }
}

const { OrdersService, OrderStore, Stock, modules } = await SHOPS[contender].services();
// the injection tokens of the services: the classes that the controller and the services of that build import
const build = contender === 'spanlink' ? 'with' : 'without';
const tokens = Object.assign(
  {},
  ...(await Promise.all(
    [
      'orders/orders.controller.js',
      'orders/orders.service.js',
      'orders/order-store.js',
      'saga/stock.js',
      'saga/order-saga.js',
      'common/payments-client.module.js',
    ].map((module) => importShop(build, module)),
  )),
);
const provide = (token, owner, inject) =>
  token === owner ? owner : { provide: token, useFactory: (...needed) => new owner(...needed), inject };

class ShopModule {}
Module({
  imports: modules,
  controllers: [tokens.OrdersController],
  providers: [
    { provide: Redis, useValue: new Rows() },
    { provide: tokens.PAYMENTS, useValue: { emit: () => of(undefined) } },
    {
      provide: tokens.OrderSaga,
      useFactory: (stock) => ({ reserve: ({ item }) => stock.take(item) }),
      inject: [tokens.Stock],
    },
    provide(tokens.Stock, Stock, [Redis]),
    provide(tokens.OrderStore, OrderStore, [Redis]),
    provide(tokens.OrdersService, OrdersService, [tokens.OrderStore, tokens.OrderSaga, tokens.PAYMENTS]),
  ],
})(ShopModule);

const app = await NestFactory.create(ShopModule, { logger: ['warn', 'error'] });
await app.listen(0, '127.0.0.1');
process.on('message', async () => {
  await provider.forceFlush();
  const { user, system } = process.cpuUsage();
  process.send({ ...exported, cpu: user + system });
});
process.on('disconnect', () => process.exit());
process.send({ url: await app.getUrl() });
