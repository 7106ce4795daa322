/**
 * An application beside OpenTelemetry's instrumentation of amqplib: `node amqp-instrumented.ts <url> <queue>
 * parent|link`.
 */
import { createRequire } from 'node:module';
import { SpanKind } from '@opentelemetry/api';
import { AmqplibInstrumentation } from '@opentelemetry/instrumentation-amqplib';
import type * as amqplib from 'amqplib';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { LinkFrom, Span, SpanGuard } from '../../index.js';
import { recordSpans } from '../../integrations/testing/index.js';
import { printable } from './amqp-spans.js';

const [script = '', url = '', queue = '', mode = ''] = process.argv.slice(1);
const recorder = recordSpans();
new AmqplibInstrumentation({ useLinksForConsume: mode === 'link' });
// it patches modules that are required from now on
const { connect } = createRequire(script)('amqplib') as typeof amqplib;

class Shop {
  /** Leaves the headers to the instrumentation. */
  @Span('Shop.place', { kind: SpanKind.PRODUCER })
  place(channel: ConfirmChannel): Promise<void> {
    channel.sendToQueue(queue, Buffer.from('place'));
    return channel.waitForConfirms();
  }

  /** Writes its own headers, which the instrumentation then sees. */
  @Span('Shop.carry', { kind: SpanKind.PRODUCER })
  carry(channel: ConfirmChannel): Promise<void> {
    channel.sendToQueue(queue, Buffer.from('carry'), { headers: { ...SpanGuard.current().carrier() } });
    return channel.waitForConfirms();
  }

  /** Writes its own under a name that the instrumentation leaves alone. */
  @Span('Shop.name', { kind: SpanKind.PRODUCER })
  name(channel: ConfirmChannel): Promise<void> {
    const { traceparent } = SpanGuard.current().carrier();
    channel.sendToQueue(queue, Buffer.from('name'), { headers: { 'ce-traceparent': traceparent } });
    return channel.waitForConfirms();
  }
}

class Warehouse {
  @LinkFrom(0)
  @Span({ name: (message: ConsumeMessage) => `ship ${message.content.toString()}` })
  ship(_message: ConsumeMessage): void {}

  @Span('continue', { parent: (message: ConsumeMessage) => message })
  continue(_message: ConsumeMessage): void {}

  @LinkFrom(0, { relation: 'batch_item' })
  shipAll(_batch: ConsumeMessage[]): void {}
}

async function main(): Promise<void> {
  const connection = await connect(url);
  const channel = await connection.createConfirmChannel();
  await channel.assertQueue(queue);
  const shop = new Shop();
  await shop.place(channel);
  await shop.carry(channel);
  await shop.name(channel);

  const warehouse = new Warehouse();
  const batch: ConsumeMessage[] = [];
  await new Promise<void>((resolve, reject) => {
    const deliver = (message: ConsumeMessage | null): void => {
      if (message === null) return;
      warehouse.ship(message);
      // the handler of a batch runs inside the delivery of its last message
      if (batch.push(message) < 3) return;
      warehouse.shipAll(batch);
      warehouse.continue(message);
      for (const each of batch) channel.ack(each);
      resolve();
    };
    channel.consume(queue, deliver).catch(reject);
  });
  await connection.close();
  const headers = Object.fromEntries(batch.map(({ content, properties }) => [content.toString(), properties.headers]));
  console.log(JSON.stringify({ headers, spans: printable(recorder.spans) }));
}

void main();
