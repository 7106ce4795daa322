/** What clients send: packets are caught where the transport would get them. */
import { Module } from '@nestjs/common';
import { context, createTraceState, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { ClientMqtt, ClientProxy, ClientRMQ, ClientTCP, type ReadPacket } from '@nestjs/microservices';
import { NestFactory } from '@nestjs/core';
import { firstValueFrom, type Observable } from 'rxjs';
import { inSpan } from 'spanlink';
import { SpanlinkModule } from 'spanlink/nestjs';
import { Said } from './module-parts.js';
import { run } from './run.js';

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

const traceOf = (packet: unknown): unknown => {
  const { metadata } = packet as { metadata?: { traceparent?: string } };
  return metadata?.traceparent?.split('-')[2];
};

/** What every client here is. */
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

/** One of two sends in a span, the other outside. */
async function sentBy(client: Caught, name: string): Promise<unknown[]> {
  await firstValueFrom(client.emit('bare', { id: 1 }), { defaultValue: undefined });
  await inSpan(name, () => firstValueFrom(client.emit('traced', { id: 2 }), { defaultValue: undefined }));
  return client.sent.splice(0);
}

async function withModule(
  options: object | undefined,
  body: (said: Said) => Promise<Record<string, unknown>>,
): Promise<Record<string, unknown>> {
  const said = new Said();
  @Module({ imports: options === undefined ? [] : [SpanlinkModule.forRoot(options)] })
  class AppModule {}
  const app = await NestFactory.createApplicationContext(AppModule, { logger: said, abortOnError: false });
  const results = await body(said);
  await app.close();
  return { ...results, said: said.lines };
}

async function cold(tcp: Tcp): Promise<Record<string, unknown>> {
  const outside = inPlainSpan('called', () => tcp.send('order', { at: 'call' }));
  await firstValueFrom(outside);
  const inside = inPlainSpan('called elsewhere', () => tcp.send('order', { at: 'subscription' }));
  await inPlainSpan('subscribed', () => firstValueFrom(inside));
  await firstValueFrom(tcp.send('order', { at: 'none' }));
  const later = tcp.send('order', { at: 'subscription alone' });
  await inSpan('subscribed alone', () => firstValueFrom(later));
  await inSpan('suppressed', () =>
    context.with(suppressTracing(context.active()), () => firstValueFrom(tcp.send('order', { at: 'suppressed' }))),
  );
  const quietly = inPlainSpan('called before', () => tcp.send('order', { at: 'suppressed subscription' }));
  await context.with(suppressTracing(context.active()), () => firstValueFrom(quietly));
  return {
    traces: tcp.sent.map(traceOf),
    first: { ...tcp.sent[0], id: undefined, metadata: undefined },
    bare: Object.keys(tcp.sent[2] ?? {}).sort(),
  };
}

/** As an application that registered no propagator, in a trace that has a state. */
async function withoutPropagator(): Promise<Record<string, unknown>> {
  propagation.disable();
  const cause = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
  const traced = trace.setSpanContext(ROOT_CONTEXT, { ...cause, traceState: createTraceState('ot=th:8,vendor=1') });
  return context.with(traced, async () => ({
    statedTcp: await sentBy(new Tcp(), 'stated tcp'),
    statedRmq: await sentBy(new Rmq({}), 'stated rmq'),
    statedMqtt: await sentBy(new Mqtt({ protocolVersion: 5 }), 'stated mqtt'),
  }));
}

run(async ({ clients }) => {
  const off = await withModule({ clients: false }, async () => ({ tcp: await sentBy(new Tcp(), 'off') }));
  if (clients === false) return off;
  return withModule({}, async (said) => {
    const own = new Tcp();
    const results: Record<string, unknown> = { off, cold: await cold(new Tcp()), quiet: [...said.lines] };
    const hooked = own as unknown as { setOnDispatchHook?(hook: (packet: { metadata?: unknown }) => void): void };
    hooked.setOnDispatchHook?.((packet) => (packet.metadata = { tenant: 'acme' }));
    results.hooked = await sentBy(own, 'hooked');
    results.custom = await sentBy(
      new Tcp({ serializer: { serialize: (packet: object) => ({ ...packet, fields: Object.keys(packet).sort() }) } }),
      'custom',
    );
    results.pigeon = await sentBy(new Pigeon(), 'pigeon');
    results.again = await sentBy(new Pigeon(), 'pigeon');
    results.rmq = await sentBy(
      new Rmq({
        headers: { tenant: 'acme' },
        serializer: { serialize: ({ pattern, data }: Packet) => ({ pattern, data, own: true }) },
      }),
      'rmq',
    );
    results.mqtt5 = await sentBy(new Mqtt({ protocolVersion: 5, userProperties: { tenant: 'acme' } }), 'mqtt5');
    results.mqtt4 = await sentBy(new Mqtt({}), 'mqtt4');
    results.root = await context.with(ROOT_CONTEXT, () => sentBy(new Tcp(), 'root'));
    return { ...results, ...(await withoutPropagator()) };
  });
});
