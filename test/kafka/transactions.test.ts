/** Work in Kafka's transactions, and messages that are tried again: links say what came of the attempt before. */
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { EachBatchPayload, KafkaMessage, Producer, Transaction } from 'kafkajs';
import { formatLink, LinkFrom, Span, SpanGuard } from 'spanlink';
import { fromKafka, messageAttributes, toKafka } from 'spanlink/messages';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { linkTargets } from '../fixtures/spans';
import { describeKafka } from '../servers/server';
import { Broker, order } from './broker';

const recorder = recordSpans();
let broker: Broker;

class Shop {
  @Span({ kind: SpanKind.PRODUCER })
  async place(topic: string, id: number): Promise<void> {
    await broker.send(topic, order(id, toKafka(SpanGuard.current().carrier())));
  }
}

/** Adds up a batch in a transaction, with the offsets that it has read. */
class Totals {
  readonly #producer: Producer;
  readonly #groupId: string;
  readonly #to: string;
  #before: SpanGuard | undefined;

  constructor(producer: Producer, groupId: string, to: string) {
    this.#producer = producer;
    this.#groupId = groupId;
    this.#to = to;
  }

  @Span({ kind: SpanKind.CONSUMER })
  @LinkFrom(0, { relation: 'batch_item', attributes: messageAttributes })
  @LinkFrom(
    function (this: Totals) {
      return this.#before;
    },
    { relation: 'retry_of' },
  )
  async add({ batch }: EachBatchPayload, isGood: boolean): Promise<void> {
    const guard = (this.#before = SpanGuard.current());
    const transaction = await this.#producer.transaction();
    await transaction.send({ topic: this.#to, messages: [order(0, toKafka(guard.carrier()))] });
    await transaction.sendOffsets({
      consumerGroupId: this.#groupId,
      topics: [{ topic: batch.topic, partitions: [{ partition: 0, offset: String(Number(batch.lastOffset()) + 1) }] }],
    });
    if (isGood) return this.commit(batch.messages, transaction);
    await this.abort(batch.messages, transaction);
    throw new Error('the books do not balance');
  }

  @Span({ kind: SpanKind.CLIENT })
  @LinkFrom(0, { relation: 'committed' })
  commit(_messages: KafkaMessage[], transaction: Transaction): Promise<void> {
    return transaction.commit();
  }

  @Span({ kind: SpanKind.CLIENT })
  @LinkFrom(0, { relation: 'aborted' })
  abort(_messages: KafkaMessage[], transaction: Transaction): Promise<void> {
    return transaction.abort();
  }
}

describeKafka('In Kafka,', () => {
  beforeAll(async () => {
    broker = await Broker.start();
  });
  beforeEach(() => recorder.reset());
  afterAll(async () => {
    recorder.stop();
    await broker.stop();
  });

  test('a transaction that is aborted says so on its links, and its next attempt is linked to it', async () => {
    const [from, to] = [await broker.topic(), await broker.topic()];
    for (const id of [1, 2, 3]) await new Shop().place(from, id);
    const placed = recorder.named('Shop.place').map((span) => formatLink(span.spanContext()));
    const groupId = `totals-${from}`;
    const transactional = { transactionalId: `totals-${from}`, maxInFlightRequests: 1, idempotent: true };
    const totals = new Totals(await broker.producer(transactional), groupId, to);
    let attempts = 0;
    const handle = (payload: EachBatchPayload): Promise<void> => totals.add(payload, ++attempts > 1);
    await broker.batches(from, 3, handle, { groupId, retry: { initialRetryTime: 50, retries: 5 } });

    const [aborted, committed] = recorder.named('Totals.add') as [FinishedSpan, FinishedSpan];
    expect(aborted.status).toMatchObject({ code: SpanStatusCode.ERROR });
    expect(linkTargets(aborted)).toEqual(placed);
    const abort = recorder.span('Totals.abort');
    expect(abort).toBeChildOf(aborted);
    expect(linkTargets(abort)).toEqual(placed);
    for (const { attributes } of abort.links) expect(attributes).toEqual({ 'spanlink.relation': 'aborted' });

    expect(committed).toLinkTo(aborted, { relation: 'retry_of' });
    expect(linkTargets(committed).filter((link) => placed.includes(link))).toEqual(placed);
    expect(recorder.span('Totals.commit').links.map(({ attributes }) => attributes?.['spanlink.relation'])).toEqual(
      placed.map(() => 'committed'),
    );

    // nobody who reads what is committed is linked to what was aborted; who reads all of it, is
    const [sent] = await broker.take(to, 1);
    expect(linkTargets(fromKafka(sent))).toEqual([formatLink(committed.spanContext())]);
    const all = await broker.take(to, 2, { readUncommitted: true });
    expect(linkTargets(fromKafka(all))).toEqual([aborted, committed].map((span) => formatLink(span.spanContext())));
  });

  test('a message goes through retry topics to the dead letters, linked to its attempts and its origin', async () => {
    const [orders, retries, dead] = [await broker.topic(), await broker.topic(), await broker.topic()];
    /** Tries each message, and hands it on where that fails: the origin stays, the attempt is that of the last. */
    class Warehouse {
      @Span({ kind: SpanKind.CONSUMER })
      @LinkFrom(({ headers }) => headers?.origin ?? headers, { relation: 'origin' })
      @LinkFrom(({ headers }) => headers?.origin && headers, { relation: 'retry_of' })
      async ship({ headers, key, value }: KafkaMessage, next: string): Promise<void> {
        const origin = headers?.origin ?? headers?.traceparent;
        const carrier = toKafka(SpanGuard.current().carrier());
        await broker.send(next, { key, value, headers: { ...carrier, origin } });
        SpanGuard.current().fail(new Error('out of stock'));
      }

      @Span({ kind: SpanKind.CONSUMER })
      @LinkFrom(({ headers }) => headers?.origin, { relation: 'origin' })
      @LinkFrom(0, { relation: 'dead_letter_of' })
      async bury(_message: KafkaMessage): Promise<void> {}
    }
    const warehouse = new Warehouse();
    await new Shop().place(orders, 7);
    await broker.each(orders, 1, ({ message }) => warehouse.ship(message, retries));
    await broker.each(retries, 1, ({ message }) => warehouse.ship(message, retries));
    const [, again] = await broker.take(retries, 2);
    await warehouse.ship((again as { message: KafkaMessage }).message, dead);
    await broker.each(dead, 1, ({ message }) => warehouse.bury(message));

    const placed = recorder.span('Shop.place');
    const attempts = recorder.named('Warehouse.ship') as [FinishedSpan, FinishedSpan, FinishedSpan];
    expect(attempts.map(({ links }) => links.length)).toEqual([1, 2, 2]);
    for (const attempt of attempts) expect(attempt).toLinkTo(placed, { relation: 'origin' });
    expect(attempts[1]).toLinkTo(attempts[0], { relation: 'retry_of' });
    expect(attempts[2]).toLinkTo(attempts[1], { relation: 'retry_of' });
    const buried = recorder.span('Warehouse.bury');
    expect(buried).toLinkTo(attempts[2], { relation: 'dead_letter_of' });
    expect(buried).toLinkTo(placed, { relation: 'origin' });
    expect(buried).toHaveLinkCount(2);
    for (const span of [...attempts, buried]) expect(span).toBeRootSpan();
  });
});
