/** The application's own servers: Express for its customers, and Fastify for its stock. */
import { once } from 'node:events';
import { get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import express from 'express';
import Fastify from 'fastify';
import type { Shop, Stock } from './shop.js';

/** A running server. */
export interface Running {
  readonly url: string;
  close(): Promise<unknown>;
}

export async function startStock(stock: Stock): Promise<Running> {
  const app = Fastify();
  app.get('/stock/:id', async (request) => {
    await stock.reserve(request);
    return {};
  });
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url, close: () => app.close() };
}

export async function startShop(shop: Shop): Promise<Running> {
  const app = express();
  app.get('/orders/:id', async (request, response) => {
    response.send(await shop.place(request.params.id));
  });
  const server: Server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
      return once(server, 'close');
    },
  };
}

/** Asks a server, as a customer does. */
export async function ask(url: string): Promise<string> {
  const [answer] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
  return text(answer);
}
