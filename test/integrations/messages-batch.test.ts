/** `messageAttributes` in a decorator: every message of a batch is described on its own link. */
import { LinkFrom } from 'spanlink';
import { fromKafka, type KafkaMessage, messageAttributes } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { recordReports } from '../fixtures/reports';
import { cause, linkTargets, message } from '../fixtures/spans';

const COUNT = 300;

const batch = Array.from({ length: COUNT }, (_, n) => ({
  key: null,
  value: Buffer.from('{}'),
  offset: String(n),
  ...message(n),
}));

class Shop {
  @LinkFrom(0, { relation: 'batch_item', attributes: messageAttributes })
  async store(_batch: KafkaMessage[]): Promise<void> {}

  @LinkFrom(({ messages }: { messages: KafkaMessage[] }) => fromKafka(messages, { attributes: messageAttributes }))
  async storeAsKafka(_payload: { messages: KafkaMessage[] }): Promise<void> {}
}

const recorder = recordSpans();
beforeEach(() => recorder.reset());

test.each<[string, (shop: Shop) => Promise<void>]>([
  ['as an option', (shop) => shop.store(batch)],
  ['of the reader of a client', (shop) => shop.storeAsKafka({ messages: batch })],
])('each of 300 links has its own attributes, within the limit of the span and beyond it: %s', async (_how, store) => {
  const reports = recordReports();
  await store(new Shop());
  expect(recorder.spans.map(({ links }) => links.length).sort()).toEqual([128, 128, 44]);
  const links = recorder.spans.flatMap((span) => span.links);
  const byOffset = new Map(
    links.map(({ context, attributes }) => [attributes?.['kafka.offset'], linkTargets({ links: [{ context }] })[0]]),
  );
  expect([...byOffset].sort(([one], [other]) => Number(one) - Number(other))).toEqual(
    batch.map((_, n) => [n, linkTargets({ links: [{ context: cause(n) }] })[0]]),
  );
  expect(reports).toEqual([]);
});
