/** The shop's services with OpenTelemetry by hand: the same spans, attributes, carrier and link as in the sample. */
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { lastValueFrom } from 'rxjs';

const tracer = trace.getTracer('shop');
const ORDERS = 'shop:orders';

export class OrdersService {
  constructor(orders, saga, payments) {
    this.orders = orders;
    this.saga = saga;
    this.payments = payments;
  }

  async place(request) {
    const offer = trace.getSpanContext(propagation.extract(ROOT_CONTEXT, request.offer));
    const links = offer === undefined ? [] : [{ context: offer, attributes: { 'spanlink.relation': 'origin' } }];
    return tracer.startActiveSpan('OrdersService.place', { kind: SpanKind.PRODUCER, links }, async (span) => {
      try {
        const carrier = {};
        propagation.inject(context.active(), carrier);
        const order = await this.orders.create(request, carrier);
        await this.saga.reserve(order);
        await lastValueFrom(this.payments.emit('order.placed', order));
        span.setAttribute('order.id', order.id);
        return order;
      } catch (error) {
        fail(span, error);
        throw error;
      } finally {
        span.end();
      }
    });
  }
}

export class OrderStore {
  constructor(redis) {
    this.redis = redis;
  }

  async create({ offer, address }, carrier) {
    return tracer.startActiveSpan('OrderStore.create', async (span) => {
      try {
        const id = String(await this.redis.incr(`${ORDERS}:last`));
        const order = { id, item: offer.item, address, ...carrier };
        await this.redis.hset(ORDERS, id, JSON.stringify(order));
        await this.setStatus(order, 'placed');
        return order;
      } catch (error) {
        fail(span, error);
        throw error;
      } finally {
        span.end();
      }
    });
  }

  async setStatus({ id }, status) {
    return tracer.startActiveSpan('OrderStore.setStatus', async (span) => {
      try {
        await this.redis.hset(`${ORDERS}:status`, id, status);
      } catch (error) {
        fail(span, error);
        throw error;
      } finally {
        span.end();
      }
    });
  }
}

export class Stock {
  constructor(redis) {
    this.redis = redis;
  }

  async take(item) {
    return tracer.startActiveSpan('Stock.take', async (span) => {
      try {
        await this.redis.hincrby('shop:taken', item, 1);
      } catch (error) {
        fail(span, error);
        throw error;
      } finally {
        span.end();
      }
    });
  }
}

function fail(span, error) {
  span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
}
