/**
 * The shop's services as each contender traces them: the same spans, with the links, kinds and attributes that the
 * contender supports.
 */
import { Module } from '@nestjs/common';
import { propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { legacy } from '../decorate.mjs';
import { importShop } from './build.mjs';

/** By contender: its links for each request, and a function that loads its classes and the modules they need. */
export const SHOPS = {
  'hand-written': { links: 1, services: async () => ({ ...(await import('./hand-written.mjs')), modules: [] }) },

  spanlink: { links: 1, services: async () => ({ ...(await importServices('with')), modules: [] }) },

  // its options may be a function of the arguments, in which the user makes the link by hand
  'nestjs-otel': {
    links: 1,
    async services() {
      const { Span } = await import('nestjs-otel');
      const place = Span('OrdersService.place', ({ offer }) => {
        const context = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, offer));
        return {
          kind: SpanKind.PRODUCER,
          links: context === undefined ? [] : [{ context, attributes: { 'spanlink.relation': 'origin' } }],
        };
      });
      return { ...decorate(await importServices('without'), place, Span()), modules: [] };
    },
  },

  // it makes no links; its main module imports a private file of @nestjs/graphql, which 13.4 no longer exposes
  amplication: {
    links: 0,
    async services() {
      const [
        {
          default: { Span },
        },
        {
          default: { DecoratorInstrumentation },
        },
      ] = await Promise.all([
        import('@amplication/opentelemetry-nestjs/dist/trace/decorators/span.js'),
        import('@amplication/opentelemetry-nestjs/dist/trace/instrumentation/decorator.instrumentation.js'),
      ]);
      return {
        ...decorate(await importServices('without'), Span(), Span()),
        modules: [tracingModule(DecoratorInstrumentation)],
      };
    },
  },
};

/** Does the part of `OpenTelemetryModule.forRoot({ instrumentation: [] })` that concerns `@Span`. */
function tracingModule(instrumentation) {
  class Tracing {}
  Module({
    providers: [
      instrumentation,
      { provide: 'tracing', useFactory: (one) => one.setupInstrumentation(), inject: [instrumentation] },
    ],
  })(Tracing);
  return Tracing;
}

async function importServices(build) {
  const [{ OrdersService }, { OrderStore }, { Stock }] = await Promise.all(
    ['orders/orders.service.js', 'orders/order-store.js', 'saga/stock.js'].map((module) => importShop(build, module)),
  );
  return { OrdersService, OrderStore, Stock };
}

function decorate({ OrdersService, OrderStore, Stock }, place, other) {
  legacy(OrdersService, 'place', place);
  for (const [owner, key] of [
    [OrderStore, 'create'],
    [OrderStore, 'setStatus'],
    [Stock, 'take'],
  ])
    legacy(owner, key, other);
  return { OrdersService, OrderStore, Stock };
}
