/** The contexts of NestJS's microservices answer by method. */
import { A, B, linkOf } from '../../../fixtures/spans.js';
import { read, testHeaders } from './message-suite.js';

/** The base of all contexts. */
class RpcContext {
  constructor(private readonly args: readonly unknown[]) {}
  getArgs(): readonly unknown[] {
    return this.args;
  }
  getArgByIndex(index: number): unknown {
    return this.args[index];
  }
}
class MessageContext extends RpcContext {
  getMessage(): unknown {
    return this.getArgByIndex(0);
  }
}
class NatsContext extends RpcContext {
  getHeaders(): unknown {
    return this.getArgByIndex(1);
  }
}
class MqttContext extends RpcContext {
  getPacket(): unknown {
    return this.getArgByIndex(1);
  }
}
class MetadataContext extends RpcContext {
  getMetadata(): unknown {
    return this.getArgByIndex(1);
  }
}

const kafka = (headers: unknown): object => new MessageContext([{ value: {}, offset: '7', headers }, 0, 'orders']);

describe.each<[string, (headers: unknown) => object]>([
  ['Kafka', kafka],
  [
    'RabbitMQ',
    (headers) =>
      new MessageContext([{ fields: {}, properties: { headers }, content: Buffer.from('{}') }, {}, 'orders']),
  ],
  ['NATS', (headers) => new NatsContext(['orders', headers])],
  ['MQTT', (userProperties) => new MqttContext(['orders', { cmd: 'publish', properties: { userProperties } }])],
  ['Redis and TCP', (metadata) => new MetadataContext(['orders', metadata])],
])('The context of %s', (_client, make) => {
  testHeaders(make);

  test('with no message gives no link', () => {
    for (const none of [undefined, null, 7, 'text', []]) expect(read(make(none))).toEqual([]);
  });
});

test("Kafka's headers are read as NestJS parsed them: text, and what was JSON as objects", () => {
  expect(read(kafka({ traceparent: A, baggage: '', user: { id: 7 } }))).toEqual([linkOf(A)]);
  // it joins several, of which nobody knows where one ends
  expect(read(kafka({ traceparent: `${B},${A}` }))).toEqual([]);
  expect(read(kafka({ '_tracer-data': { data: Buffer.from(JSON.stringify({ traceparent: A })) } }))).toEqual([
    linkOf(A),
  ]);
});

test('a context whose methods throw, or return nonsense, costs no other message its link', () => {
  const throwing = new MessageContext([]);
  throwing.getMessage = () => {
    throw new Error('detached');
  };
  expect(
    read([
      throwing,
      new MessageContext([]),
      new NatsContext([]),
      new MqttContext([7, 7]),
      new RpcContext([]),
      kafka({ traceparent: A }),
    ]),
  ).toEqual([linkOf(A)]);
});

test('methods of those names on any other object are not called', () => {
  const called = jest.fn(() => ({ headers: { traceparent: A } }));
  read({ getMessage: called, getHeaders: called, getPacket: called, getMetadata: called });
  read({ getArgByIndex: called, getMessage: called });
  read({ getArgs: called, getArgByIndex: called, switchToRpc: called, getMessage: called });
  expect(called).not.toHaveBeenCalled();
});
