/** A RabbitMQ broker with a client, and the sending and consuming of messages, for the tests through RabbitMQ. */
import { randomUUID } from 'node:crypto';
import {
  type Channel,
  type ChannelModel,
  type ConfirmChannel,
  connect,
  type ConsumeMessage,
  type Options,
} from 'amqplib';
import type { SpanContext } from '@opentelemetry/api';
import type { FinishedSpan } from 'spanlink/testing';
import { startRabbitMq } from '../servers/rabbitmq';

/** A broker, and a connection to it with one channel. */
export interface Broker {
  readonly url: string;
  readonly connection: ChannelModel;
  readonly channel: ConfirmChannel;
  stop(): Promise<void>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
}

/** Starts a broker, and connects to it. */
export async function startBroker(): Promise<Broker> {
  const server = await startRabbitMq();
  const url = `amqp://127.0.0.1:${server.port}`;
  // else each answer waits for the delayed acknowledgement of TCP
  const connection = await connect(url, { noDelay: true });
  const channel = await connection.createConfirmChannel();
  const stop = async (): Promise<void> => {
    await connection.close();
    await server.stop();
  };
  return { url, connection, channel, stop, kill: () => server.kill() };
}

/** A durable queue that no other test uses. */
export async function newQueue(channel: Channel, options?: Options.AssertQueue): Promise<string> {
  const { queue } = await channel.assertQueue(`orders-${randomUUID()}`, options);
  return queue;
}

/** Publishes a message, and waits until the broker has it. */
export async function send(channel: ConfirmChannel, queue: string, options?: Options.Publish): Promise<void> {
  channel.sendToQueue(queue, Buffer.from('{"id":7}'), options);
  await channel.waitForConfirms();
}

/** Calls the handler with the next messages of a queue, each as it is delivered, and resolves to its results. */
export async function consume<T>(
  channel: Channel,
  queue: string,
  count: number,
  handler: (message: ConsumeMessage) => T | Promise<T>,
): Promise<T[]> {
  const consumerTag = randomUUID();
  const handled: (T | Promise<T>)[] = [];
  await new Promise<void>((resolve, reject) => {
    const deliver = (message: ConsumeMessage | null): void => {
      if (message === null) reject(new Error(`${queue} is gone`));
      else if (handled.length < count && handled.push(handler(message)) === count) resolve();
    };
    channel.consume(queue, deliver, { consumerTag }).catch(reject);
  });
  const results = await Promise.all(handled);
  await channel.cancel(consumerTag);
  return results;
}

/** The next messages of a queue, acknowledged. */
export async function take(channel: Channel, queue: string, count = 1): Promise<ConsumeMessage[]> {
  return consume(channel, queue, count, (message) => {
    channel.ack(message);
    return message;
  });
}

/** The spans that a process printed by `test/processes/amqp-spans.ts`. */
export function printedSpans(printed: readonly PrintedSpan[]): FinishedSpan[] {
  return printed.map((span) => ({ ...span, spanContext: () => span.context }));
}

/** A finished span as JSON. */
export type PrintedSpan = Omit<FinishedSpan, 'spanContext'> & { readonly context: SpanContext };
