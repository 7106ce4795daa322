/** A client and handlers of gRPC in one application, over a real server. */
import { Module, type OnModuleInit } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type ClientGrpc, ClientProxyFactory, type GrpcOptions, Transport } from '@nestjs/microservices';
import { Metadata, type Client } from '@grpc/grpc-js';
import { lastValueFrom, from, type Observable, toArray } from 'rxjs';
import { inSpan } from 'spanlink';
import { SpanlinkModule } from 'spanlink/nestjs';
import { HANDLERS, type Order, type Receipt } from './grpc-handlers.js';
import { type Options, serve } from './serve.js';

type Pairs = readonly (readonly [name: string, value: string])[];
type Call = (...args: unknown[]) => Observable<Receipt>;

const seen: string[] = [];

/** An interceptor of the application's, with the metadata that reaches it. */
function intercept(options: object, next: (options: object) => { start(metadata: Metadata, ...rest: never[]): void }) {
  const call = next(options);
  const { start } = call;
  call.start = (metadata, ...rest) => {
    seen.push(Object.keys(metadata.getMap()).join());
    start.call(call, metadata, ...rest);
  };
  return call;
}

function metadataOf(pairs: Pairs): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of pairs) metadata.add(name, value);
  return metadata;
}

/** Calls methods of the service by Nest's client. */
class Shop implements OnModuleInit {
  readonly client: ClientGrpc & { close(): void };
  private payments: Record<string, Call> = {};

  constructor(options: GrpcOptions) {
    this.client = ClientProxyFactory.create(options) as never;
  }

  onModuleInit(): void {
    this.payments = this.client.getService('Payments');
  }

  call(method: string, ...args: unknown[]): Observable<Receipt> {
    const [of, ...rest] = args;
    return (this.payments[method] as Call)(Array.isArray(of) ? from(of) : of, ...rest);
  }
}

function applicationOf({ protoPath, port, clients, interceptedBy = 'interceptors' }: Options): {
  strategy: GrpcOptions;
  module: new () => object;
} {
  const strategy: GrpcOptions = {
    transport: Transport.GRPC,
    options: {
      package: 'shop',
      protoPath: String(protoPath),
      url: `127.0.0.1:${String(port)}`,
      loader: { arrays: true },
    },
  };
  const client: GrpcOptions = {
    ...strategy,
    options: {
      ...strategy.options,
      channelOptions: {
        [interceptedBy as string]: interceptedBy === 'interceptors' ? [intercept] : [() => intercept],
      } as object,
    },
  };
  @Module({
    imports: [SpanlinkModule.forRoot({ clients: clients !== false })],
    controllers: HANDLERS.controllers,
    providers: [...HANDLERS.providers, { provide: Shop, useFactory: () => new Shop(client) }],
  })
  class AppModule {}
  return { strategy, module: AppModule };
}

serve(async (options) => {
  const { strategy, module } = applicationOf(options);
  const app = await NestFactory.create(module, { logger: ['fatal'] as 'fatal'[], abortOnError: false });
  app.connectMicroservice(strategy);
  await app.startAllMicroservices();
  await app.init();
  const shop = app.get(Shop);
  const all = (receipts: Observable<Receipt>): Promise<Receipt[]> => lastValueFrom(receipts.pipe(toArray()));
  const send = (span: string, method: string, of: Order | Order[], pairs?: Pairs): Promise<Receipt[]> => {
    const metadata = pairs === undefined ? [] : [metadataOf(pairs)];
    return inSpan(span, () => all(shop.call(method, of, ...metadata)));
  };
  return {
    acts: {
      /** Calls a method in a span of its own, and resolves to all of its answers. */
      send: async (span: string, method: string, of: Order | Order[], pairs?: Pairs) => {
        try {
          return await send(span, method, of, pairs);
        } catch (error) {
          const { code, details } = error as { code: number; details: string };
          return { code, details };
        }
      },
      sendMany: (count: number) =>
        Promise.all([...Array(count).keys()].map((at) => send(`many ${at}`, 'Pay', { id: String(at) }))),
      /** Sends the metadata that the application chose, outside of all spans. */
      sendBare: (method: string, of: Order | Order[], pairs: Pairs) => all(shop.call(method, of, metadataOf(pairs))),
      /** Calls in one span, and subscribes to the answer without any. */
      sendLater: async (span: string) => {
        const receipts = inSpan(span, () => ({ later: shop.call('Look', { id: 'later' }) }));
        return all(receipts.later);
      },
      /** Sends the same metadata twice, each time in a span of its own. */
      sendSame: async (pairs: Pairs) => {
        const metadata = metadataOf(pairs);
        const before = JSON.stringify(metadata);
        const look = (span: string) => inSpan(span, () => all(shop.call('Look', { id: span }, metadata)));
        const answers = [await look('same first'), await look('same second')];
        return { answers, isUntouched: JSON.stringify(metadata) === before };
      },
      /** Calls by the client of grpc-js that Nest's client gives. */
      sendRaw: (span: string) =>
        inSpan(
          span,
          () =>
            new Promise((resolve, reject) => {
              const raw = shop.client.getClientByServiceName<Client & { look: (...args: unknown[]) => void }>(
                'Payments',
              );
              raw.look({ id: span }, (error: unknown, receipt: Receipt) => (error ? reject(error) : resolve(receipt)));
            }),
        ),
      seen: () => seen,
    },
    close: async () => {
      shop.client.close();
      await app.close();
    },
  };
});
