/**
 * Nest's own client and server of Kafka, with no broker between them: messages of the one are handed to the other
 * as KafkaJS delivers them.
 */
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { ClientKafka, ServerKafka } from '@nestjs/microservices';

interface Sent {
  readonly topic: string;
  readonly messages: readonly { key?: unknown; value: unknown; headers?: Record<string, unknown> }[];
}

type Eat = (payload: never) => Promise<void>;

const eaters = new Map<'client' | 'server', Eat>();

function deliver({ topic, messages }: Sent): Promise<void> {
  const eat = eaters.get(topic.endsWith('.reply') ? 'client' : 'server');
  for (const { key, value, headers = {} } of messages) {
    const bytes = Object.entries(headers).map(([name, header]) => [name, Buffer.from(String(header))]);
    const message = {
      key: key ?? null,
      value: value === null ? null : Buffer.from(String(value)),
      headers: Object.fromEntries(bytes) as object,
      offset: '0',
      timestamp: '0',
    };
    // by the event loop and outside of the sender's context, as from a socket
    context.with(ROOT_CONTEXT, () =>
      setImmediate(() => void eat?.({ topic, partition: 0, message, heartbeat: async () => {} } as never)),
    );
  }
  return Promise.resolve();
}

const producer = { send: deliver, disconnect: async () => {} };

export class HandedClient extends ClientKafka {
  constructor() {
    super({});
    Object.assign(this, {
      _producer: producer,
      initialized: Promise.resolve(),
      consumerAssignments: new Proxy({}, { get: () => 0, has: () => true }),
    });
    eaters.set('client', this.createResponseCallback() as Eat);
  }

  override async close(): Promise<void> {}
}

export class HandedServer extends ServerKafka {
  override async listen(callback: () => void): Promise<void> {
    this.producer = producer as never;
    eaters.set('server', (payload) => this.handleMessage(payload));
    callback();
  }

  override async close(): Promise<void> {}
}
