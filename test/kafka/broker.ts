/** A Kafka broker with clients of KafkaJS, which all end with it, for the tests through Kafka. */
import { randomUUID } from 'node:crypto';
import {
  type Consumer,
  type ConsumerConfig,
  type EachBatchPayload,
  type EachMessagePayload,
  type IHeaders,
  Kafka,
  logLevel,
  type Message,
  type Producer,
  type ProducerConfig,
} from 'kafkajs';
import { startKafka } from '../servers/kafka';
import type { Server } from '../servers/server';

/** How a topic is kept, by the names of the broker's settings. */
type TopicSettings = Readonly<Record<string, string>>;

/** A broker that runs until it is stopped. */
export class Broker {
  readonly address: string;
  readonly kafka: Kafka;
  readonly #server: Server;
  readonly #producer: Producer;
  readonly #open: { disconnect(): Promise<void> }[] = [];

  private constructor(server: Server) {
    this.#server = server;
    this.address = `127.0.0.1:${server.port}`;
    this.kafka = new Kafka({
      brokers: [this.address],
      logLevel: logLevel.NOTHING,
      retry: { initialRetryTime: 50, retries: 20 },
    });
    this.#producer = this.kafka.producer();
  }

  static async start(): Promise<Broker> {
    const broker = new Broker(await startKafka());
    await broker.#producer.connect();
    return broker;
  }

  async stop(): Promise<void> {
    await Promise.all([this.#producer, ...this.#open].map((client) => client.disconnect()));
    await this.#server.stop();
  }

  /** A topic of one partition that no other test uses. */
  async topic(settings: TopicSettings = {}): Promise<string> {
    const topic = `orders-${randomUUID()}`;
    const admin = this.kafka.admin();
    await admin.connect();
    const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
    await admin.createTopics({ topics: [{ topic, numPartitions: 1, configEntries }], waitForLeaders: true });
    await admin.disconnect();
    return topic;
  }

  async send(topic: string, ...messages: Message[]): Promise<void> {
    await this.#producer.send({ topic, messages });
  }

  /** A producer of its own, such as one with transactions. */
  async producer(config?: ProducerConfig): Promise<Producer> {
    const producer = this.kafka.producer(config);
    this.#open.push(producer);
    await producer.connect();
    return producer;
  }

  async consumer(topics: readonly string[], config: Partial<ConsumerConfig> = {}): Promise<Consumer> {
    const consumer = this.kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 50, ...config });
    this.#open.push(consumer);
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    return consumer;
  }

  /** Takes so many messages from a topic, from its beginning or from where its group left it, and handles each. */
  async each(
    topic: string,
    count: number,
    handle: (payload: EachMessagePayload) => unknown,
    config?: Partial<ConsumerConfig>,
  ): Promise<void> {
    const consumer = await this.consumer([topic], config);
    let handled = 0;
    await new Promise<void>((resolve, reject) => {
      const eachMessage = async (payload: EachMessagePayload): Promise<void> => {
        if (handled >= count) return;
        await handle(payload);
        if (++handled >= count) resolve();
      };
      consumer.run({ eachMessage }).catch(reject);
    });
    await consumer.disconnect();
  }

  /** Takes batches from a topic until there were so many messages, and handles each. */
  async batches(
    topic: string,
    count: number,
    handle: (payload: EachBatchPayload) => unknown,
    config?: Partial<ConsumerConfig>,
  ): Promise<void> {
    const consumer = await this.consumer([topic], config);
    let handled = 0;
    await new Promise<void>((resolve, reject) => {
      const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
        if (handled >= count) return;
        await handle(payload);
        handled += payload.batch.messages.length;
        if (handled >= count) resolve();
      };
      consumer.run({ eachBatch }).catch(reject);
    });
    await consumer.disconnect();
  }

  /** Takes the next messages of a topic as KafkaJS delivers them to `eachMessage`. */
  async take(topic: string, count: number, config?: Partial<ConsumerConfig>): Promise<EachMessagePayload[]> {
    const taken: EachMessagePayload[] = [];
    await this.each(topic, count, (payload) => taken.push(payload), config);
    return taken;
  }
}

/** A message with those headers. */
export function order(id: number, headers: IHeaders = {}): Message {
  return { key: `order-${id}`, value: JSON.stringify({ id }), headers };
}
