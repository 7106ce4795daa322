/** Groups of Kafka's consumers: whatever a group delivers again is linked again, and nothing that it does not. */
import { setImmediate } from 'node:timers/promises';
import { SpanStatusCode } from '@opentelemetry/api';
import type { EachBatchPayload } from 'kafkajs';
import { formatLink, LinkFrom, Span, SpanGuard } from 'spanlink';
import { messageAttributes, toKafka } from 'spanlink/messages';
import { type FinishedSpan, recordSpans } from 'spanlink/testing';
import { deferred } from '../fixtures/deferred';
import { runProcess } from '../fixtures/processes';
import { linkTargets } from '../fixtures/spans';
import { describeKafka } from '../servers/server';
import { Broker, order } from './broker';

const recorder = recordSpans();
let broker: Broker;

class Shop {
  async placeAll(topic: string, count: number): Promise<string[]> {
    const carriers = Array.from({ length: count }, () => this.carrier());
    await broker.send(topic, ...carriers.map((carrier, id) => order(id, toKafka(carrier))));
    return recorder.named('Shop.carrier').map((span) => formatLink(span.spanContext()));
  }

  @Span()
  carrier(): Record<string, string> {
    return SpanGuard.current().carrier();
  }
}

class Warehouse {
  /** Stores half of a batch, and is at the other half when its group changes. */
  @LinkFrom(0, { attributes: messageAttributes })
  async storeHalf(payload: EachBatchPayload, join: () => void): Promise<void> {
    const { batch, resolveOffset, heartbeat, uncommittedOffsets, commitOffsetsIfNecessary } = payload;
    for (const { offset } of batch.messages.slice(0, 5)) resolveOffset(offset);
    await commitOffsetsIfNecessary(uncommittedOffsets());
    join();
    // fails when the group has another member
    for (;;) await heartbeat().then(() => setImmediate());
  }

  @LinkFrom(0, { attributes: messageAttributes })
  async store(_payload: EachBatchPayload): Promise<void> {}
}

const offsetsOf = ({ links }: FinishedSpan): unknown[] =>
  links.map(({ attributes }) => attributes?.['kafka.offset']).filter((offset) => offset !== undefined);

describeKafka('A group of consumers', () => {
  beforeAll(async () => {
    broker = await Broker.start();
  });
  beforeEach(() => recorder.reset());
  afterAll(async () => {
    recorder.stop();
    await broker.stop();
  });

  test('that changes in the middle of a batch gives the rest of it, with its links, to whoever is next', async () => {
    const topic = await broker.topic();
    const placed = await new Shop().placeAll(topic, 10);
    const groupId = `group-${topic}`;
    const warehouse = new Warehouse();
    const [halved, done] = [deferred(), deferred()];
    const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
      if (payload.batch.firstOffset() === '0') return warehouse.storeHalf(payload, halved.resolve);
      await warehouse.store(payload);
      if (payload.batch.lastOffset() === '9') done.resolve();
    };
    const join = async (): Promise<void> => {
      const consumer = await broker.consumer([topic], { groupId, heartbeatInterval: 100 });
      await consumer.run({ eachBatch });
    };
    await join();
    await halved.promise;
    await join();
    await done.promise;
    const whole = recorder.span('Warehouse.storeHalf');
    expect(whole.status).toEqual({ code: SpanStatusCode.ERROR, message: expect.stringContaining('rebalancing') });
    const rest = recorder.named('Warehouse.store');
    expect(linkTargets(whole)).toEqual(placed);
    expect(rest.flatMap((span) => linkTargets(span))).toEqual(placed.slice(5));
    expect(rest.flatMap(offsetsOf)).toEqual([5, 6, 7, 8, 9]);
    for (const span of rest) expect(span).toBeRootSpan();
  });

  test('whose consumer commits and dies links only what was not committed again', async () => {
    const topic = await broker.topic();
    const placed = await new Shop().placeAll(topic, 4);
    const groupId = `group-${topic}`;
    const died = await runProcess('kafka-consumer', broker.address, topic, groupId, '2');
    expect(died).toMatchObject({ signal: 'SIGKILL', stdout: placed.slice(0, 3).join('\n') + '\n' });
    await broker.batches(topic, 2, (payload) => new Warehouse().store(payload), { groupId });
    const stored = recorder.named('Warehouse.store');
    expect(stored.flatMap((span) => linkTargets(span))).toEqual(placed.slice(2));
    expect(stored.flatMap(offsetsOf)).toEqual([2, 3]);
  });
});
