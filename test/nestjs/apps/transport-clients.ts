/** Clients whose packets are caught on their way to the transport. */
import { type INestApplicationContext, Module } from '@nestjs/common';
import { context, createTraceState, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { ClientMqtt, ClientProxy, ClientRMQ, ClientTCP, type ReadPacket } from '@nestjs/microservices';
import { NestFactory } from '@nestjs/core';
import { firstValueFrom, type Observable } from 'rxjs';
import { inSpan } from 'spanlink';
import { SpanlinkModule } from 'spanlink/nestjs';
import { Said } from './module-parts.js';
import { serve } from './serve.js';

type Packet = Record<string, unknown>;

/** TCP, with a socket that answers what it is sent. */
class Tcp extends ClientTCP {
  readonly sent: Packet[] = [];

  constructor(options: ConstructorParameters<typeof ClientTCP>[0] = {}) {
    super(options);
    const sendMessage = (packet: Packet): void => {
      this.sent.push(packet);
      if (packet.id !== undefined)
        void this.handleResponse({ id: packet.id, response: 'ok', isDisposed: true } as never);
    };
    Object.assign(this, { socket: { sendMessage, end: () => undefined }, connectionPromise: Promise.resolve() });
  }
}

/** A client as an application may write one. */
class Pigeon extends ClientProxy {
  readonly sent: unknown[] = [];

  async connect(): Promise<void> {}

  async close(): Promise<void> {}

  unwrap(): never {
    throw new Error('nothing to unwrap');
  }

  protected publish(
    packet: ReadPacket,
    callback: (answer: { response: unknown; isDisposed: boolean }) => void,
  ): () => void {
    this.sent.push(packet);
    callback({ response: 'ok', isDisposed: true });
    return () => {};
  }

  protected async dispatchEvent(packet: ReadPacket): Promise<never> {
    this.sent.push(packet);
    return undefined as never;
  }
}

class Rmq extends ClientRMQ {
  readonly sent: unknown[] = [];

  constructor(options: object) {
    super(options);
    Object.assign(this, {
      channel: {
        sendToQueue: (_queue: string, content: Buffer, sendOptions: object, done: () => void) => (
          this.sent.push({ content: content.toString(), ...sendOptions }),
          done()
        ),
      },
    });
  }

  override async connect(): Promise<undefined> {
    return undefined;
  }
}

class Mqtt extends ClientMqtt {
  readonly sent: unknown[] = [];

  constructor(options: object) {
    super(options);
    Object.assign(this, {
      mqttClient: {
        publish: (topic: string, content: string, sendOptions: object, done: () => void) => (
          this.sent.push({ topic, content, options: sendOptions }),
          done()
        ),
      },
    });
  }

  override async connect(): Promise<never> {
    return undefined as never;
  }
}

/** A client whose packets are caught. */
interface Caught {
  readonly sent: unknown[];
  emit(pattern: string, data: object): Observable<unknown>;
}

/** A span that ends at the return, where `inSpan` follows an Observable. */
function inPlainSpan<T>(name: string, body: () => T): T {
  return trace.getTracer('plain').startActiveSpan(name, (span) => {
    try {
      return body();
    } finally {
      span.end();
    }
  });
}

const CLIENTS: Readonly<Record<string, () => Caught>> = {
  tcp: () => new Tcp(),
  hooked: () => {
    const hooked = new Tcp();
    const { setOnDispatchHook } = hooked as unknown as {
      setOnDispatchHook?(hook: (packet: { metadata?: unknown }) => void): void;
    };
    setOnDispatchHook?.call(hooked, (packet) => (packet.metadata = { tenant: 'acme' }));
    return hooked;
  },
  'with a serializer': () =>
    new Tcp({ serializer: { serialize: (packet: object) => ({ ...packet, fields: Object.keys(packet).sort() }) } }),
  pigeon: () => new Pigeon(),
  rmq: () =>
    new Rmq({
      headers: { tenant: 'acme' },
      serializer: { serialize: ({ pattern, data }: Packet) => ({ pattern, data, own: true }) },
    }),
  'rmq with remains': () => new Rmq({ headers: { tenant: 'acme', Traceparent: '', tracestate: 'old=1' } }),
  mqtt5: () => new Mqtt({ protocolVersion: 5, userProperties: { tenant: 'acme' } }),
  mqtt4: () => new Mqtt({}),
};

/** The circumstances of a call or of a subscription: in a span of that name, in a context without tracing. */
interface Circumstances {
  readonly span?: string;
  readonly isSuppressed?: boolean;
}

function inCircumstances<T>(
  { span, isSuppressed }: Circumstances,
  open: (name: string, body: () => T) => T,
  body: () => T,
): T {
  const run = isSuppressed === true ? () => context.with(suppressTracing(context.active()), body) : body;
  return span === undefined ? run() : open(span, run);
}

serve(async () => {
  let app: INestApplicationContext | undefined;
  let said = new Said();
  let continued = ROOT_CONTEXT;
  return {
    acts: {
      /** Starts an application with these options of `SpanlinkModule`. */
      start: async (options: object) => {
        await app?.close();
        said = new Said();
        @Module({ imports: [SpanlinkModule.forRoot(options)] })
        class AppModule {}
        app = await NestFactory.createApplicationContext(AppModule, { logger: said, abortOnError: false });
      },
      said: () => said.lines,
      /** Emits two events by a client, the second in a span of that name, and resolves to its packets. */
      emitBareAndTraced: async (name: string, span: string) => {
        const client = CLIENTS[name]?.() as Caught;
        await firstValueFrom(client.emit('bare', { id: 1 }), { defaultValue: undefined });
        await context.with(continued, () =>
          inSpan(span, () => firstValueFrom(client.emit('traced', { id: 2 }), { defaultValue: undefined })),
        );
        return client.sent;
      },
      /** From now on, the application has no propagator, and the traces that it continues have that state. */
      useTraceState: (state: string) => {
        propagation.disable();
        const cause = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
        continued = trace.setSpanContext(ROOT_CONTEXT, { ...cause, traceState: createTraceState(state) });
      },
      /** Sends a request over TCP, and resolves to the packet. */
      send: async (data: object, call: Circumstances, subscription: Circumstances) => {
        const tcp = new Tcp();
        const answer = inCircumstances<Observable<unknown>>(call, inPlainSpan, () => tcp.send('order', data));
        await inCircumstances<Promise<unknown>>(subscription, inSpan, () => firstValueFrom(answer));
        return tcp.sent[0];
      },
    },
    close: () => app?.close(),
  };
});
