/** What Nest's clients send with `SpanlinkModule`, and what they send as without it. */
import { type App, describeOnNest, useApp } from './harness';

describeOnNest('A client', (nest) => {
  const app = useApp(nest, 'transport-clients');
  const idOf = (name: string): string => app.span(name).spanContext().spanId;
  const traceparentOf = (name: string): string => `00-${app.span(name).spanContext().traceId}-${idOf(name)}-01`;
  const sent = (name: string): Record<string, unknown>[] => app.results[name] as Record<string, unknown>[];

  test('sends the span in which the request is subscribed to, or else the one in which it was made, or none', () => {
    expect(app.results.cold).toMatchObject({
      traces: [idOf('called'), idOf('subscribed'), null, idOf('subscribed alone'), null, null],
      first: { pattern: 'order', data: { at: 'call' } },
      bare: ['data', 'id', 'pattern'],
    });
  });

  test('says nothing where all is well', () => {
    expect(app.results.quiet).toEqual([]);
  });

  test('sends what Nest sends where there is no span', () => {
    expect(sent('root')[0]).toEqual({ pattern: 'bare', data: { id: 1 } });
    expect(sent('rmq')[0]).toMatchObject({
      content: '{"pattern":"bare","data":{"id":1},"own":true}',
      headers: { tenant: 'acme' },
    });
    expect(sent('mqtt5')[0]).toMatchObject({ options: { properties: { userProperties: { tenant: 'acme' } } } });
  });

  test('adds headers to those of the client, also with a serializer of the application’s', () => {
    expect(sent('rmq')[1]).toMatchObject({
      content: '{"pattern":"traced","data":{"id":2},"own":true}',
      headers: { tenant: 'acme', traceparent: traceparentOf('rmq') },
    });
    expect(sent('mqtt5')[1]).toMatchObject({
      content: '{"pattern":"traced","data":{"id":2}}',
      options: { properties: { userProperties: { tenant: 'acme', traceparent: traceparentOf('mqtt5') } } },
    });
  });

  test('sends the trace state beside the span where the application has no propagator', () => {
    const carrierOf = (name: string): object => ({ traceparent: traceparentOf(name), tracestate: 'ot=th:8,vendor=1' });
    expect(sent('statedTcp')[1]).toMatchObject({ metadata: carrierOf('stated tcp') });
    expect(sent('statedRmq')[1]).toMatchObject({ headers: carrierOf('stated rmq') });
    expect(sent('statedMqtt')[1]).toMatchObject({
      options: { properties: { userProperties: carrierOf('stated mqtt') } },
    });
  });

  test('leaves packets to a serializer of the application’s, MQTT 3.1.1 and unknown clients, and says once why', () => {
    expect(sent('custom')[1]).toEqual({ pattern: 'traced', data: { id: 2 }, fields: ['data', 'pattern'] });
    expect(sent('pigeon')).toEqual([
      { pattern: 'bare', data: { id: 1 } },
      { pattern: 'traced', data: { id: 2 } },
    ]);
    expect(sent('mqtt4')[1]).toEqual({ topic: 'traced', content: '{"pattern":"traced","data":{"id":2}}' });
    expect(app.results.said).toEqual([
      expect.stringMatching(/^Spanlink warn: Tcp has a serializer of its own/),
      expect.stringMatching(/^Spanlink warn: Pigeon is not one of Nest's own clients/),
      expect.stringMatching(/^Spanlink warn: Mqtt speaks MQTT 3\.1\.1/),
    ]);
  });

  test('keeps what the application put into the metadata of a packet', () => {
    const [, traced] = sent('hooked');
    expect(traced).toMatchObject({
      metadata: { traceparent: traceparentOf('hooked'), ...(nest === 'nest-12' ? { tenant: 'acme' } : {}) },
    });
  });

  test('sends nothing of ours with clients: false', () => {
    const { tcp } = app.results.off as App['results'] as { tcp: unknown[] };
    expect(tcp).toEqual([
      { pattern: 'bare', data: { id: 1 } },
      { pattern: 'traced', data: { id: 2 } },
    ]);
  });
});
