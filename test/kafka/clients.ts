/** Messages of a topic, as each client for Kafka delivers them. */
import { randomUUID } from 'node:crypto';
import type * as Confluent from '@confluentinc/kafka-javascript';
import type { EachMessagePayload } from 'kafkajs';
import { runProcess } from '../fixtures/processes';
import type { Broker } from './broker';
import { readMessage, type ReadMessage } from './read-message';

/** A client: takes the first messages of a topic, and reads each. */
export type Take = (broker: Broker, topic: string, count: number) => Promise<ReadMessage[]>;

/** An ES module, which Jest cannot load. */
const platformatic: Take = async ({ address }, topic, count) => {
  const { code, stdout, stderr } = await runProcess('platformatic-consumer', address, topic, String(count));
  if (code !== 0) throw new Error(stderr);
  const lines = stdout.trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as ReadMessage);
};

/** Confluent's client, whose package downloads or compiles a binary when it is installed; see CONTRIBUTING.md. */
function loadConfluent(): typeof Confluent | undefined {
  try {
    return jest.requireActual('@confluentinc/kafka-javascript');
  } catch {
    return undefined;
  }
}

/** Its API of KafkaJS. */
const confluentKafkaJS =
  ({ KafkaJS: { Kafka, logLevel } }: typeof Confluent): Take =>
  async ({ address }, topic, count) => {
    const kafka = new Kafka({ kafkaJS: { brokers: [address], logLevel: logLevel.NOTHING } });
    const consumer = kafka.consumer({ kafkaJS: { groupId: randomUUID(), fromBeginning: true } });
    await consumer.connect();
    await consumer.subscribe({ topic });
    const taken: ReadMessage[] = [];
    await new Promise<void>((resolve, reject) => {
      const eachMessage = async (payload: EachMessagePayload): Promise<void> => {
        if (taken.push(readMessage(payload)) === count) resolve();
      };
      consumer.run({ eachMessage }).catch(reject);
    });
    await consumer.disconnect();
    return taken;
  };

/** Its API of node-rdkafka, whose headers are a list of objects of one name each. */
const confluentRdkafka =
  ({ KafkaConsumer }: typeof Confluent): Take =>
  async ({ address }, topic, count) => {
    const connection = { 'group.id': randomUUID(), 'metadata.broker.list': address };
    const consumer = new KafkaConsumer(connection, { 'auto.offset.reset': 'earliest' });
    const taken: ReadMessage[] = [];
    await new Promise<void>((resolve, reject) => {
      consumer.on('ready', () => {
        consumer.subscribe([topic]);
        consumer.consume();
      });
      consumer.on('data', (message) => {
        if (taken.push(readMessage(message)) === count) resolve();
      });
      consumer.connect({}, (error) => error && reject(error));
    });
    await new Promise((resolve) => consumer.disconnect(resolve));
    return taken.slice(0, count);
  };

const confluent = loadConfluent();

/** Those that run here, by their names. */
export const CLIENTS: readonly (readonly [name: string, take: Take])[] = [
  ['KafkaJS', async (broker, topic, count) => (await broker.take(topic, count)).map(readMessage)],
  ['@platformatic/kafka', platformatic],
  ...(confluent === undefined
    ? []
    : ([
        ["Confluent's client, as KafkaJS,", confluentKafkaJS(confluent)],
        ["Confluent's client, as node-rdkafka,", confluentRdkafka(confluent)],
      ] as const)),
];
