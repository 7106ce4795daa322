/** What the application decorates: one method that sends to everything, and one for each thing that arrives. */
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { EachMessagePayload, KafkaMessage, Producer } from 'kafkajs';
import type { Client } from 'pg';
import { LinkFrom, Span } from 'spanlink';

/** Clients of the servers, by the names of their packages. */
export interface Clients {
  readonly amqplib: ConfirmChannel;
  readonly bullmq: Queue;
  readonly ioredis: Redis;
  readonly kafkajs: Producer;
  readonly pg: Client;
}

export class Shop {
  readonly #clients: Clients;
  readonly #name: string;
  readonly #stock: string;

  /**
   * @param name The queue and the topic.
   * @param stock The address of the stock.
   */
  constructor(clients: Clients, name: string, stock: string) {
    this.#clients = clients;
    this.#name = name;
    this.#stock = stock;
  }

  @Span()
  async place(id: string): Promise<string> {
    const { amqplib, bullmq, ioredis, kafkajs, pg } = this.#clients;
    const { rows } = await pg.query<{ id: string }>('SELECT $1::text AS id', [id]);
    await ioredis.set(`order ${this.#name}`, id);
    await fetch(`${this.#stock}/stock/${id}`);
    amqplib.sendToQueue(this.#name, Buffer.from(id));
    await amqplib.waitForConfirms();
    await kafkajs.send({ topic: this.#name, messages: [{ value: id }, { value: `${id} again` }] });
    await bullmq.add('mail', { id });
    return rows[0]?.id ?? 'no order';
  }
}

export class Stock {
  @LinkFrom((request: { headers: object }) => request.headers as Record<string, string>, { relation: 'triggered' })
  async reserve(_request: { headers: object }): Promise<void> {}
}

export class Warehouse {
  @LinkFrom(0, { relation: 'triggered' })
  async ship(_message: ConsumeMessage): Promise<void> {}

  @LinkFrom(0, { relation: 'triggered' })
  async book({ message }: EachMessagePayload): Promise<string> {
    return String(message.value);
  }

  @LinkFrom(0, { relation: 'batch_item' })
  async bookAll(_messages: readonly KafkaMessage[]): Promise<void> {}

  @LinkFrom(0, { relation: 'triggered' })
  async mail(_job: Job): Promise<void> {}
}
