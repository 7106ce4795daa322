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

/** The API of KafkaJS in Confluent's client, which needs a binary that its package downloads when it is installed. */
function confluent(): Take | undefined {
  let api: typeof Confluent;
  try {
    api = jest.requireActual('@confluentinc/kafka-javascript');
  } catch {
    return undefined;
  }
  return async ({ address }, topic, count) => {
    const kafka = new api.KafkaJS.Kafka({ kafkaJS: { brokers: [address] } });
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
}

/** Those that run here, by their names. */
export const CLIENTS: readonly (readonly [name: string, take: Take])[] = [
  ['KafkaJS', async (broker, topic, count) => (await broker.take(topic, count)).map(readMessage)],
  ['@platformatic/kafka', platformatic],
  ...[confluent()]
    .filter((take) => take !== undefined)
    .map((take) => ['@confluentinc/kafka-javascript', take] as const),
];
