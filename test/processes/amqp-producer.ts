/** Publishes an order as a process did hours ago, and ends: `node amqp-producer.ts <url> <queue> <hours>`. */
import { SpanKind } from '@opentelemetry/api';
import { connect } from 'amqplib';
import { formatLink, Span, SpanGuard } from '../../index.js';
import { recordSpans } from '../../integrations/testing/index.js';
import { printable } from './amqp-spans.js';

const [url = '', queue = '', hours = ''] = process.argv.slice(2);
const now = Date.now;
// the clock that the SDK reads when a span starts, to which it adds the time of a monotonic one
Date.now = () => now() - Number(hours) * 3_600_000;

const recorder = recordSpans();

class Shop {
  @Span({ kind: SpanKind.PRODUCER })
  async place(): Promise<string> {
    const connection = await connect(url);
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue(queue, { durable: true });
    const span = SpanGuard.current();
    channel.sendToQueue(queue, Buffer.from('{"id":7}'), { persistent: true, headers: span.carrier() });
    await channel.waitForConfirms();
    await connection.close();
    return formatLink(span.spanContext());
  }
}

async function main(): Promise<void> {
  const link = await new Shop().place();
  console.log(JSON.stringify({ pid: process.pid, link, spans: printable(recorder.spans) }));
}

void main();
