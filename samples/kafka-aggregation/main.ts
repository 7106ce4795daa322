/**
 * A stream processor joins two topics and adds up windows. A total has no parent among 200 messages: it is a trace of
 * its own, linked to the sender of every order and payment in it, past the limit of links that a span can have.
 *
 * npm run sample:kafka
 * npm run sample:kafka -- --explore
 *
 * Starts a Kafka broker, which `node tools/kafka.cjs` installs (from Maven, with Java), and fails if a link is missing.
 * With `--explore`, an explorer shows the traces.
 */
import { randomUUID } from 'node:crypto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { type EachMessagePayload, Kafka, logLevel } from 'kafkajs';
import { formatLink } from 'spanlink';
import { SpanRecorder } from 'spanlink/testing';
import { startKafka } from '../../test/servers/kafka.js';
import { explore } from '../explore.js';
import { checkWindow } from './checks.js';
import { Shop } from './shop.js';
import { Books, Totals, WINDOW } from './totals.js';

/** Handles each message of topics until the handler says that it is done. */
async function consume(kafka: Kafka, topics: string[], handle: (payload: EachMessagePayload) => Promise<boolean>) {
  const consumer = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 50 });
  await consumer.connect();
  await consumer.subscribe({ topics, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    const eachMessage = async (payload: EachMessagePayload): Promise<void> => {
      if (await handle(payload)) resolve();
    };
    consumer.run({ eachMessage }).catch(reject);
  });
  await consumer.disconnect();
}

async function sellAndAddUp(kafka: Kafka): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: ['orders', 'payments', 'totals'].map((topic) => ({ topic })) });
  await admin.disconnect();
  const producer = kafka.producer();
  await producer.connect();

  // 1. Each order and each payment is sent by a span in a trace of its own
  await new Shop(producer).sell(WINDOW);

  // 2. Later, both topics are joined, and the window is closed with the last pair
  const totals = new Totals(producer);
  let taken = 0;
  await consume(kafka, ['orders', 'payments'], async (payload) => {
    await totals.take(payload);
    return ++taken === 2 * WINDOW;
  });

  // 3. Whoever takes the total is linked to the window
  const books = new Books();
  await consume(kafka, ['totals'], async (payload) => {
    console.log(`in the books: ${await books.enter(payload)}`);
    return true;
  });
  await producer.disconnect();
}

async function main(): Promise<void> {
  const recorder = new SpanRecorder();
  const exporters = process.env.OTEL_EXPORTER_OTLP_ENDPOINT ? [new BatchSpanProcessor(new OTLPTraceExporter())] : [];
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'kafka-aggregation' }),
    spanProcessors: [recorder, ...exporters],
  });
  provider.register();
  const server = await startKafka();
  try {
    const brokers = [`127.0.0.1:${server.port}`];
    await sellAndAddUp(
      new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { initialRetryTime: 50, retries: 20 } }),
    );
  } finally {
    await server.stop();
    await provider.shutdown();
  }

  // 4. The trace of the window, and the checks
  const [close] = recorder.named('Totals.close');
  if (close !== undefined) console.log(`the window is ${formatLink(close.spanContext())}`);
  const checks = checkWindow(recorder.spans);
  for (const { label, passed } of checks) console.log(`${passed ? '✓' : '✗'} ${label}`);
  process.exitCode = checks.every(({ passed }) => passed) ? 0 : 1;
}

await (process.argv.includes('--explore') ? explore(import.meta.url) : main());
