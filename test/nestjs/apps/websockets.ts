/** A gateway for each place of our decorators: above the framework's, and below. They are read side by side. */
import { once } from 'node:events';
import { Module, SetMetadata, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WsAdapter } from '@nestjs/platform-ws';
import {
  ConnectedSocket,
  MessageBody,
  type OnGatewayConnection,
  type OnGatewayDisconnect,
  type OnGatewayInit,
  SubscribeMessage,
  WebSocketGateway,
  type WsResponse,
} from '@nestjs/websockets';
import { from, map, type Observable } from 'rxjs';
import { LinkFrom, Span, SpanGuard, Traced } from 'spanlink';
import { WebSocket } from 'ws';
import { serve } from './serve.js';
import {
  Capitals,
  type Message,
  OutOfStock,
  OutOfStockFilter,
  RefusedFilter,
  RolesGuard,
  Stamped,
} from './websockets-parts.js';

@UseFilters(RefusedFilter)
@WebSocketGateway({ path: '/above' })
class Above implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect {
  readonly #greeting = 'hello';

  @Span()
  @SubscribeMessage('place')
  @UseInterceptors(Stamped)
  place(
    @MessageBody('item', Capitals) item: string,
    @ConnectedSocket() socket: WebSocket,
    span = SpanGuard.current(),
  ): WsResponse {
    span.setAttribute('item', item);
    return { event: 'placed', data: [item, socket.readyState === WebSocket.OPEN] };
  }

  @LinkFrom(0)
  @SubscribeMessage('linked')
  async linked(@MessageBody() { item }: Message): Promise<WsResponse> {
    return { event: 'linked', data: item };
  }

  @Span()
  @SubscribeMessage('watch')
  watch(): Observable<WsResponse> {
    return from([1, 2]).pipe(map((data) => ({ event: 'watched', data })));
  }

  @Span()
  @SubscribeMessage('guarded')
  @UseGuards(RolesGuard)
  @SetMetadata('role', 'clerk')
  guarded(): WsResponse {
    return { event: 'allowed', data: null };
  }

  @Span()
  @SubscribeMessage('stock')
  @UseFilters(OutOfStockFilter)
  stock(): never {
    throw new OutOfStock('apples');
  }

  @Span()
  afterInit(): void {}

  @Span()
  handleConnection(socket: WebSocket): void {
    socket.send(JSON.stringify({ event: this.#greeting, data: 0 }));
  }

  @Span()
  handleDisconnect(): void {}
}

@Traced({ exclude: ['afterInit'] })
@UseFilters(RefusedFilter)
@WebSocketGateway({ path: '/below' })
class Below implements OnGatewayInit, OnGatewayConnection, OnGatewayDisconnect {
  readonly #greeting = 'hello';

  @SubscribeMessage('place')
  @UseInterceptors(Stamped)
  @Span()
  place(
    @MessageBody('item', Capitals) item: string,
    @ConnectedSocket() socket: WebSocket,
    span = SpanGuard.current(),
  ): WsResponse {
    span.setAttribute('item', item);
    return { event: 'placed', data: [item, socket.readyState === WebSocket.OPEN] };
  }

  @SubscribeMessage('linked')
  @LinkFrom(0)
  async linked(@MessageBody() { item }: Message): Promise<WsResponse> {
    return { event: 'linked', data: item };
  }

  @SubscribeMessage('watch')
  @Span()
  watch(): Observable<WsResponse> {
    return from([1, 2]).pipe(map((data) => ({ event: 'watched', data })));
  }

  @SubscribeMessage('guarded')
  @UseGuards(RolesGuard)
  @SetMetadata('role', 'clerk')
  guarded(): WsResponse {
    return { event: 'allowed', data: null };
  }

  @SubscribeMessage('stock')
  @UseFilters(OutOfStockFilter)
  stock(): never {
    throw new OutOfStock('apples');
  }

  afterInit(): void {}

  handleConnection(socket: WebSocket): void {
    socket.send(JSON.stringify({ event: this.#greeting, data: 0 }));
  }

  handleDisconnect(): void {
    disconnected();
  }
}

let disconnected = (): void => {};

@Module({ providers: [Above, Below] })
class AppModule {}

/** A client of one of the gateways. */
class Client {
  readonly #socket: WebSocket;
  readonly #received: unknown[] = [];

  constructor(url: string) {
    this.#socket = new WebSocket(url);
  }

  send(event: string, data: unknown, answers = 1): Promise<unknown> {
    this.#socket.send(JSON.stringify({ event, data }));
    return this.receive(answers);
  }

  /** Resolves to the next messages. */
  async receive(count = 1): Promise<unknown> {
    await new Promise<void>((resolve) => {
      const read = (text: unknown): void => {
        this.#received.push(JSON.parse(String(text)));
        if (this.#received.length < count) return;
        this.#socket.off('message', read);
        resolve();
      };
      this.#socket.on('message', read);
    });
    return this.#received.splice(0);
  }

  async close(): Promise<void> {
    this.#socket.close();
    await once(this.#socket, 'close');
  }
}

serve(async () => {
  const app = await NestFactory.create(AppModule, { logger: ['fatal'], abortOnError: false });
  app.useWebSocketAdapter(new WsAdapter(app));
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('http', 'ws').replace('[::1]', '127.0.0.1');
  const left = new Promise<void>((resolve) => (disconnected = resolve));
  let client: Client | undefined;
  return {
    acts: {
      /** Resolves to the gateway's first message. */
      connect: (path: string) => (client = new Client(url + path)).receive(),
      /** Resolves to so many answers. */
      send: (event: string, data: unknown, answers?: number) => client?.send(event, data, answers),
      disconnect: () => client?.close(),
    },
    close: async () => {
      await left;
      await app.close();
    },
  };
});
