/** The packets of Nest's clients with `SpanlinkModule`, and those that stay as without it. */
import { describeOnNest, type RunningApp, useApp } from './harness';

type Packet = Readonly<Record<string, unknown>>;

interface Circumstances {
  readonly span?: string;
  readonly isSuppressed?: boolean;
}

interface Clients extends RunningApp {
  /** Starts an application with these options of `SpanlinkModule`. */
  start(options: object): Promise<void>;
  /** Emits two events by a client, the second in a span of that name, and resolves to its packets. */
  emitBareAndTraced(client: string, span: string): Promise<Packet[]>;
  /** Sends a request over TCP, called and subscribed to in these circumstances, and resolves to the packet. */
  send(data: object, call: Circumstances, subscription: Circumstances): Promise<Packet>;
  /** From now on, the application has no propagator, and the traces that it continues have that state. */
  useTraceState(state: string): Promise<void>;
  said(): Promise<string[]>;
}

async function sendRequests(app: Clients) {
  return [
    await app.send({ at: 'call' }, { span: 'called' }, {}),
    await app.send({ at: 'subscription' }, { span: 'called elsewhere' }, { span: 'subscribed' }),
    await app.send({ at: 'none' }, {}, {}),
    await app.send({ at: 'subscription alone' }, {}, { span: 'subscribed alone' }),
    await app.send(
      { at: 'suppressed' },
      { span: 'called in silence', isSuppressed: true },
      { span: 'suppressed', isSuppressed: true },
    ),
    await app.send({ at: 'suppressed subscription' }, { span: 'called before' }, { isSuppressed: true }),
  ];
}

async function emitByEach(app: Clients) {
  return {
    hooked: await app.emitBareAndTraced('hooked', 'hooked'),
    custom: await app.emitBareAndTraced('with a serializer', 'custom'),
    pigeon: await app.emitBareAndTraced('pigeon', 'pigeon'),
    again: await app.emitBareAndTraced('pigeon', 'pigeon'),
    rmq: await app.emitBareAndTraced('rmq', 'rmq'),
    remains: await app.emitBareAndTraced('rmq with remains', 'remains'),
    mqtt5: await app.emitBareAndTraced('mqtt5', 'mqtt5'),
    mqtt4: await app.emitBareAndTraced('mqtt4', 'mqtt4'),
    root: await app.emitBareAndTraced('tcp', 'root'),
  };
}

async function emitWithoutPropagator(app: Clients) {
  await app.useTraceState('ot=th:8,vendor=1');
  return {
    statedTcp: await app.emitBareAndTraced('tcp', 'stated tcp'),
    statedRmq: await app.emitBareAndTraced('rmq', 'stated rmq'),
    statedMqtt: await app.emitBareAndTraced('mqtt5', 'stated mqtt'),
  };
}

describeOnNest('A client', (nest) => {
  const app = useApp(nest, 'transport-clients', {}, async (running: Clients) => {
    await running.start({ clients: false });
    const off = await running.emitBareAndTraced('tcp', 'off');
    await running.start({});
    const requests = await sendRequests(running);
    const quiet = await running.said();
    const sent = { ...(await emitByEach(running)), ...(await emitWithoutPropagator(running)) };
    return { off, requests, quiet, ...sent, said: await running.said() };
  });
  const idOf = (name: string): string => app.span(name).spanContext().spanId;
  const traceparentOf = (name: string): string => `00-${app.span(name).spanContext().traceId}-${idOf(name)}-01`;
  const spanIdIn = ({ metadata }: Packet): string | undefined =>
    (metadata as { traceparent?: string } | undefined)?.traceparent?.split('-')[2];

  test('sends the span that subscribes to the request, or else the one that made it, or none', () => {
    const { requests } = app.results;
    expect(requests.map(spanIdIn)).toEqual([
      idOf('called'),
      idOf('subscribed'),
      undefined,
      idOf('subscribed alone'),
      undefined,
      undefined,
    ]);
    expect(requests[0]).toMatchObject({ pattern: 'order', data: { at: 'call' } });
    expect(Object.keys(requests[2] ?? {}).sort()).toEqual(['data', 'id', 'pattern']);
  });

  test('reports nothing if all is well', () => {
    expect(app.results.quiet).toEqual([]);
  });

  test('sends exactly what Nest sends if there is no span', () => {
    expect(app.results.root[0]).toEqual({ pattern: 'bare', data: { id: 1 } });
    expect(app.results.rmq[0]).toMatchObject({
      content: '{"pattern":"bare","data":{"id":1},"own":true}',
      headers: { tenant: 'acme' },
    });
    expect(app.results.mqtt5[0]).toMatchObject({ options: { properties: { userProperties: { tenant: 'acme' } } } });
  });

  test('adds headers to those of the client, also with a serializer of the application’s', () => {
    expect(app.results.rmq[1]).toMatchObject({
      content: '{"pattern":"traced","data":{"id":2},"own":true}',
      headers: { tenant: 'acme', traceparent: traceparentOf('rmq') },
    });
    expect(app.results.mqtt5[1]).toMatchObject({
      content: '{"pattern":"traced","data":{"id":2}}',
      options: { properties: { userProperties: { tenant: 'acme', traceparent: traceparentOf('mqtt5') } } },
    });
  });

  test('sends the trace state beside the span where the application has no propagator', () => {
    const carrierOf = (name: string): object => ({ traceparent: traceparentOf(name), tracestate: 'ot=th:8,vendor=1' });
    expect(app.results.statedTcp[1]).toMatchObject({ metadata: carrierOf('stated tcp') });
    expect(app.results.statedRmq[1]).toMatchObject({ headers: carrierOf('stated rmq') });
    expect(app.results.statedMqtt[1]).toMatchObject({
      options: { properties: { userProperties: carrierOf('stated mqtt') } },
    });
  });

  test('replaces what is left of a context that nobody can read', () => {
    const [bare, traced] = app.results.remains;
    expect(bare?.headers).toEqual({ tenant: 'acme', Traceparent: '', tracestate: 'old=1' });
    expect(traced?.headers).toEqual({ tenant: 'acme', traceparent: traceparentOf('remains') });
  });

  test('leaves packets of other serializers, MQTT 3.1.1 and unknown clients alone, and says once why', () => {
    expect(app.results.custom[1]).toEqual({ pattern: 'traced', data: { id: 2 }, fields: ['data', 'pattern'] });
    expect(app.results.pigeon).toEqual([
      { pattern: 'bare', data: { id: 1 } },
      { pattern: 'traced', data: { id: 2 } },
    ]);
    expect(app.results.mqtt4[1]).toEqual({ topic: 'traced', content: '{"pattern":"traced","data":{"id":2}}' });
    expect(app.results.said).toEqual([
      expect.stringMatching(/^Spanlink warn: Tcp has a serializer of its own/),
      expect.stringMatching(/^Spanlink warn: Pigeon is not one of Nest's own clients/),
      expect.stringMatching(/^Spanlink warn: Mqtt speaks MQTT 3\.1\.1/),
    ]);
  });

  test('keeps the application’s metadata of a packet', () => {
    const [, traced] = app.results.hooked;
    expect(traced).toMatchObject({
      metadata: { traceparent: traceparentOf('hooked'), ...(nest === 'nest-12' ? { tenant: 'acme' } : {}) },
    });
  });

  test('sends nothing of ours with clients: false', () => {
    expect(app.results.off).toEqual([
      { pattern: 'bare', data: { id: 1 } },
      { pattern: 'traced', data: { id: 2 } },
    ]);
  });
});
