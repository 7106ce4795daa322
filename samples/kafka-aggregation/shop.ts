/** Orders and their payments, each sent by a span of its own, in a trace of its own. */
import { SpanKind } from '@opentelemetry/api';
import type { Message, Producer } from 'kafkajs';
import { Span, SpanGuard } from 'spanlink';
import { toKafka } from 'spanlink/messages';

export class Shop {
  readonly #producer: Producer;

  constructor(producer: Producer) {
    this.#producer = producer;
  }

  /** Sends so many orders, and then a payment for each. */
  async sell(count: number): Promise<void> {
    const ids = Array.from({ length: count }, (_, n) => `order-${n + 1}`);
    await this.#producer.send({ topic: 'orders', messages: ids.map((id) => this.order(id)) });
    await this.#producer.send({ topic: 'payments', messages: ids.map((id) => this.pay(id)) });
  }

  // the headers carry the span that made the message, whoever sends it with others in one request
  @Span({ kind: SpanKind.PRODUCER, attributes: (id: string) => ({ 'order.id': id }) })
  order(id: string): Message {
    return { key: id, value: JSON.stringify({ cents: 500 }), headers: toKafka(SpanGuard.current().carrier()) };
  }

  @Span({ kind: SpanKind.PRODUCER, attributes: (id: string) => ({ 'order.id': id }) })
  pay(id: string): Message {
    return { key: id, value: JSON.stringify({ paid: 500 }), headers: toKafka(SpanGuard.current().carrier()) };
  }
}
