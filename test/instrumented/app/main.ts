/** An order from a customer's request to all that it leads to, and the end of the process. */
import { randomUUID } from 'node:crypto';
import { connect, type ConsumeMessage } from 'amqplib';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { type EachMessagePayload, Kafka, type KafkaMessage, logLevel } from 'kafkajs';
import pg from 'pg';
import { ask, startShop, startStock } from './servers.js';
import { Shop, Stock, Warehouse } from './shop.js';

const { AMQP = '', KAFKA = '', POSTGRES = '', REDIS = '' } = process.env;
const name = `orders-${randomUUID()}`;

void (async () => {
  const warehouse = new Warehouse();
  const connection = await connect(AMQP);
  const amqplib = await connection.createConfirmChannel();
  await amqplib.assertQueue(name);
  const kafka = new Kafka({
    brokers: [KAFKA],
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 50, retries: 20 },
  });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: name, numPartitions: 1 }], waitForLeaders: true });
  await admin.disconnect();
  const kafkajs = kafka.producer();
  await kafkajs.connect();
  const ioredis = new Redis(REDIS);
  const at = { host: '127.0.0.1', port: Number(new URL(REDIS).port) };
  const bullmq = new Queue(name, { connection: at });
  await bullmq.waitUntilReady();
  const client = new pg.Client(POSTGRES);
  await client.connect();
  const stock = await startStock(new Stock());
  const shop = await startShop(new Shop({ amqplib, bullmq, ioredis, kafkajs, pg: client }, name, stock.url));

  const answer = await ask(`${shop.url}/orders/fig`);

  await new Promise<void>((resolve, reject) => {
    const deliver = async (message: ConsumeMessage | null): Promise<void> => {
      if (message === null) return;
      await warehouse.ship(message);
      amqplib.ack(message);
      resolve();
    };
    amqplib.consume(name, (message) => void deliver(message)).catch(reject);
  });
  const batch: KafkaMessage[] = [];
  const consumer = kafka.consumer({ groupId: name, maxWaitTimeInMs: 50 });
  await consumer.connect();
  await consumer.subscribe({ topics: [name], fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    const eachMessage = async (payload: EachMessagePayload): Promise<void> => {
      await warehouse.book(payload);
      if (batch.push(payload.message) < 2) return;
      await warehouse.bookAll(batch);
      resolve();
    };
    consumer.run({ eachMessage }).catch(reject);
  });
  await consumer.disconnect();
  const worker = new Worker(name, (job) => warehouse.mail(job), { connection: at });
  await new Promise((resolve) => worker.once('completed', resolve));
  await worker.close();

  await Promise.all([stock, shop, bullmq, connection].map((open) => open.close()));
  await Promise.all([kafkajs.disconnect(), ioredis.quit(), client.end()]);
  console.log(JSON.stringify({ name, answer }));
})();
