/** Handlers of messages and events over TCP, with our decorators above the framework's, and below. */
import { createServer, type AddressInfo } from 'node:net';
import { Controller, Module, SetMetadata, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  Ctx,
  EventPattern,
  MessagePattern,
  Payload,
  TcpContext,
  Transport,
} from '@nestjs/microservices';
import { firstValueFrom, from, lastValueFrom, type Observable, toArray } from 'rxjs';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import { serve } from './serve.js';
import { Capitals, type Message, OutOfStock, OutOfStockFilter, RolesGuard, Stamped } from './tcp-parts.js';

let heard: (text: string) => void = () => {};

@Controller()
class Above {
  @Span()
  @MessagePattern({ place: 'above' })
  @UseInterceptors(Stamped)
  place(@Payload('item', Capitals) item: string, @Ctx() context: TcpContext, span = SpanGuard.current()): unknown {
    span.setAttribute('item', item);
    return [item, context instanceof TcpContext, context.getPattern()];
  }

  @LinkFrom((message: Message, context: TcpContext) => (context.getPattern() === '' ? undefined : message), {
    relation: 'triggered',
  })
  @MessagePattern('above linked')
  async linked(@Payload() { item }: Message, @Ctx() _context: TcpContext): Promise<string> {
    return item;
  }

  @Span()
  @MessagePattern('above watch')
  watch(): Observable<number> {
    return from([1, 2]);
  }

  @Span()
  @MessagePattern('above guarded')
  @UseGuards(RolesGuard)
  @SetMetadata('role', 'clerk')
  guarded(): string {
    return 'allowed';
  }

  @Span()
  @MessagePattern('above stock')
  @UseFilters(OutOfStockFilter)
  async stock(): Promise<never> {
    throw new OutOfStock('apples');
  }

  // no decorator on its parameter, for which Nest passes the payload
  @Span({ attributes: (...args) => ({ count: args.length }) })
  @MessagePattern('above bare')
  bare({ item }: Message): string {
    return item;
  }

  @LinkFrom(0)
  @EventPattern('above placed')
  placed(@Payload() { item }: Message): void {
    heard(`above ${item}`);
  }
}

@Controller()
class Below {
  @MessagePattern({ place: 'below' })
  @UseInterceptors(Stamped)
  @Span()
  place(@Payload('item', Capitals) item: string, @Ctx() context: TcpContext, span = SpanGuard.current()): unknown {
    span.setAttribute('item', item);
    return [item, context instanceof TcpContext, context.getPattern()];
  }

  @MessagePattern('below linked')
  @LinkFrom((message: Message, context: TcpContext) => (context.getPattern() === '' ? undefined : message), {
    relation: 'triggered',
  })
  async linked(@Payload() { item }: Message, @Ctx() _context: TcpContext): Promise<string> {
    return item;
  }

  @MessagePattern('below watch')
  @Span()
  watch(): Observable<number> {
    return from([1, 2]);
  }

  @MessagePattern('below guarded')
  @UseGuards(RolesGuard)
  @SetMetadata('role', 'clerk')
  @Span()
  guarded(): string {
    return 'allowed';
  }

  @MessagePattern('below stock')
  @UseFilters(OutOfStockFilter)
  @Span()
  async stock(): Promise<never> {
    throw new OutOfStock('apples');
  }

  @MessagePattern('below bare')
  @Span({ attributes: (...args) => ({ count: args.length }) })
  bare({ item }: Message): string {
    return item;
  }

  @EventPattern('below placed')
  @LinkFrom(0)
  placed(@Payload() { item }: Message): void {
    heard(`below ${item}`);
  }
}

@Module({ controllers: [Above, Below] })
class AppModule {}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

serve(async () => {
  const options = { host: '127.0.0.1', port: await freePort() };
  const app = await NestFactory.createMicroservice(AppModule, {
    transport: Transport.TCP,
    options,
    logger: ['fatal'],
    abortOnError: false,
  });
  await app.listen();
  const client = ClientProxyFactory.create({ transport: Transport.TCP, options });
  return {
    acts: {
      /** Resolves to all values that the handler answers with. */
      send: (pattern: unknown, data: Message) => lastValueFrom(client.send(pattern, data).pipe(toArray())),
      /** Resolves to the text that the handler has received. */
      emit: async (pattern: string, data: Message) => {
        const received = new Promise((resolve) => (heard = resolve));
        await firstValueFrom(client.emit(pattern, data), { defaultValue: undefined });
        return received;
      },
    },
    close: async () => {
      await client.close();
      await app.close();
    },
  };
});
