/** Joins orders with their payments, and adds up a window of them, as a stream processor does. */
import { SpanKind } from '@opentelemetry/api';
import type { EachMessagePayload, Producer } from 'kafkajs';
import { LinkFrom, Span, SpanGuard } from 'spanlink';
import { messageAttributes, toKafka } from 'spanlink/messages';

/** The pairs of a window. */
export const WINDOW = 100;

export class Totals {
  readonly #producer: Producer;
  readonly #waiting = new Map<string, EachMessagePayload>();
  #window: EachMessagePayload[] = [];

  constructor(producer: Producer) {
    this.#producer = producer;
  }

  /** Takes a message of either topic; the last one of a window closes it. */
  async take(payload: EachMessagePayload): Promise<void> {
    const key = String(payload.message.key);
    const other = this.#waiting.get(key);
    if (other === undefined) {
      this.#waiting.set(key, payload);
      return;
    }
    this.#waiting.delete(key);
    const isOrder = payload.topic === 'orders';
    this.#window.push(...(isOrder ? [payload, other] : [other, payload]));
    if (this.#window.length < 2 * WINDOW) return;
    const window = this.#window;
    this.#window = [];
    await this.close(window);
  }

  /** One span for the window, linked to the sender of every message in it: those past the limit are on children. */
  @Span({ kind: SpanKind.CONSUMER, root: true })
  @LinkFrom(0, { relation: 'batch_item', attributes: messageAttributes })
  async close(window: EachMessagePayload[]): Promise<void> {
    const paid = window.filter(({ topic }) => topic === 'payments').map(({ message }) => String(message.value));
    const cents = paid.reduce((sum, json) => sum + (JSON.parse(json) as { paid: number }).paid, 0);
    const headers = toKafka(SpanGuard.current().carrier());
    await this.#producer.send({ topic: 'totals', messages: [{ value: JSON.stringify({ cents }), headers }] });
  }
}

export class Books {
  @Span({ kind: SpanKind.CONSUMER, root: true })
  @LinkFrom(0, { relation: 'triggered', attributes: messageAttributes })
  async enter({ message }: EachMessagePayload): Promise<string> {
    return String(message.value);
  }
}
