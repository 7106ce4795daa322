/**
 * Prints the link of each message, commits some, and dies with the next one:
 * `node kafka-consumer.ts <address> <topic> <group> <count>`.
 */
import { writeSync } from 'node:fs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { type EachMessagePayload, Kafka, logLevel } from 'kafkajs';
import { formatLink, LinkFrom, SpanGuard } from '../../index.js';
import { recordSpans } from '../../integrations/testing/index.js';

const [address = '', topic = '', groupId = '', count = ''] = process.argv.slice(2);
const kafka = new Kafka({ brokers: [address], logLevel: logLevel.NOTHING });
// short, as its group waits so long for one that died
const consumer = kafka.consumer({ groupId, sessionTimeout: 6_000, maxWaitTimeInMs: 50 });
recordSpans();

class Warehouse {
  @LinkFrom(0)
  async ship(payload: EachMessagePayload): Promise<void> {
    const { partition, message } = payload;
    const { links } = SpanGuard.current().span as unknown as ReadableSpan;
    for (const { context } of links) writeSync(1, `${formatLink(context)}\n`);
    const { offset } = message;
    if (offset === count) process.kill(process.pid, 'SIGKILL');
    await consumer.commitOffsets([{ topic, partition, offset: String(Number(offset) + 1) }]);
  }
}

async function main(): Promise<void> {
  const warehouse = new Warehouse();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({ autoCommit: false, eachMessage: (payload) => warehouse.ship(payload) });
}

void main();
