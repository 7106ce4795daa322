/** Adds an order to a stream as a process did hours ago, and ends: `node redis-producer.ts <port> <stream> <hours>`. */
import { SpanKind } from '@opentelemetry/api';
import { createClient } from 'redis';
import { formatLink, Span, SpanGuard } from '../../index.js';
import { recordSpans } from '../../integrations/testing/index.js';

const [port = '', stream = '', hours = ''] = process.argv.slice(2);
const now = Date.now;
// the clock that the SDK reads when a span starts, to which it adds the time of a monotonic one
Date.now = () => now() - Number(hours) * 3_600_000;

const recorder = recordSpans();
const client = createClient({ url: `redis://127.0.0.1:${port}` });

class Shop {
  @Span({ kind: SpanKind.PRODUCER })
  async place(): Promise<string> {
    const span = SpanGuard.current();
    await client.xAdd(stream, '*', { order: '7', ...span.carrier() });
    return formatLink(span.spanContext());
  }
}

async function main(): Promise<void> {
  await client.connect();
  const link = await new Shop().place();
  await client.close();
  console.log(JSON.stringify({ pid: process.pid, link, startTime: recorder.span('Shop.place').startTime }));
}

void main();
