/** A process: the HTTP API that takes orders and leaves them in the store. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { SpanKind } from '@opentelemetry/api';
import { Span, SpanGuard } from 'spanlink';
import type { Order, OrderRequest } from './order.js';
import type { OrderStore } from './order-store.js';
import { runService } from './run-service.js';

class OrdersApi {
  readonly #store: OrderStore;

  constructor(store: OrderStore) {
    this.#store = store;
  }

  /** Every later link to the order's origin leads to this span. */
  @Span({ kind: SpanKind.PRODUCER, result: (order: Order) => ({ 'order.id': order.id }) })
  async place(request: OrderRequest, span = SpanGuard.current()): Promise<Order> {
    return this.#store.place(request, span.carrier());
  }
}

async function answer(api: OrdersApi, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST' || request.url !== '/orders') {
    response.writeHead(404).end();
    return;
  }
  const { id } = await api.place((await json(request)) as OrderRequest);
  response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ id }));
}

await runService('orders-api', async (store) => {
  const api = new OrdersApi(store);
  const server = createServer((request, response) => {
    answer(api, request, response).catch((error: unknown) => {
      console.error(error);
      response.writeHead(500).end();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  process.send?.({ port: (server.address() as AddressInfo).port });
  // serves until it is told to stop, or until nobody is left who could tell it
  await Promise.race([once(process, 'message'), once(process, 'disconnect')]);
  await once(server.close(), 'close');
});
