/** The number of messages of a batch is an attribute of the span that reads it, and of none of its links. */
import type { Attributes } from '@opentelemetry/api';
import { inSpan, LinkFrom, type LinkSource, Span } from 'spanlink';
import { messageAttributes } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { causeLink, type Message, message, messages } from '../../../fixtures/spans';

const recorder = recordSpans();
beforeEach(() => recorder.reset());
afterAll(() => recorder.stop());

const COUNT = 'messaging.batch.message_count';

class Consumer {
  @LinkFrom(0, { attributes: messageAttributes })
  consume(_source: unknown, _other?: unknown): void {}

  @LinkFrom((first: unknown) => first as LinkSource, { attributes: messageAttributes })
  @LinkFrom(1, { attributes: messageAttributes, relation: 'batch_item' })
  consumeBoth(_first: unknown, _other: unknown): void {}

  @LinkFrom(
    function* (several: Message[]) {
      yield* several;
      throw new Error('closed');
    },
    { attributes: messageAttributes },
  )
  consumeUntilClosed(_several: Message[]): void {}

  @LinkFrom(0)
  consumeBare(_source: unknown): void {}

  @Span({ attributes: { [COUNT]: 7 } })
  @LinkFrom(0, { attributes: messageAttributes })
  countItself(_source: unknown): void {}
}

const attributesAfter = (method: keyof Consumer, ...args: unknown[]): Attributes => {
  recorder.reset();
  (new Consumer()[method] as (...args: unknown[]) => void)(...args);
  return recorder.span(`Consumer.${method}`).attributes;
};
const unreadable = Object.defineProperty({}, 'headers', { get: () => JSON.parse('{') as unknown });
const kafka = (n: number): object => ({ ...message(n), offset: String(n), key: null, value: null });

test.each<[string, () => unknown, number]>([
  ['a list', () => messages(3), 3],
  ['a list of one', () => messages(1), 1],
  ['a list of none', () => [], 0],
  ['a set', () => new Set(messages(2)), 2],
  ['a list with messages without a context, which are messages all the same', () => [message(0), kafka(1), {}], 3],
  ['a list with gaps, which are none', () => [message(0), null, undefined, message(1)], 2],
  ['a list with duplicates', () => [message(0), message(0)], 2],
  ['a list of lists', () => [messages(2), messages(3)], 5],
  ['a batch of KafkaJS', () => ({ batch: { topic: 'orders', partition: 0, messages: [kafka(0), kafka(1)] } }), 2],
  ['an event of Lambda', () => ({ Records: messages(4) }), 4],
  ['more than a span may link to', () => messages(300), 300],
  ['more than are read', () => messages(100_003), 100_003],
  ['an event with more than are read', () => ({ Records: messages(100_003) }), 100_003],
  ['a list with one that cannot be read', () => [unreadable, message(0)], 2],
  ['lists of which one is empty', () => [[], messages(2)], 2],
  ['events of which one is empty', () => [{ Records: [] }, { Records: messages(2) }], 2],
])('it counts the messages of %s', (_, source, count) => {
  expect(attributesAfter('consume', source())).toMatchObject({ [COUNT]: count });
});

test('it counts the messages that a selector took from an iterator that then threw', () => {
  expect(attributesAfter('consumeUntilClosed', messages(2))).toMatchObject({ [COUNT]: 2 });
});

test('it is there when the span starts, beside the attributes of the links', () => {
  expect(attributesAfter('consume', [kafka(0), kafka(1)])).toEqual({ [COUNT]: 2 });
  const { links } = recorder.span('Consumer.consume');
  expect(links.map(({ attributes }) => attributes?.['kafka.offset'])).toEqual([0, 1]);
  for (const link of links) expect(link.attributes).not.toHaveProperty([COUNT]);
});

test.each<[string, unknown]>([
  ['a message', message(0)],
  ['headers', message(0).headers],
  ['a list of pairs, which is headers', Object.entries(message(0).headers)],
  ['text', `00-${causeLink(0)}-01`],
  ['nothing', undefined],
  ['what is no source', 7],
  ['an iterator among the arguments, which is not read', messages(2).values()],
])('it is not there for %s', (_, source) => {
  expect(attributesAfter('consume', source)).toEqual({});
});

test('it is not there where the links are not described as messages', () => {
  expect(attributesAfter('consumeBare', messages(3))).toEqual({});
});

test('several batches are counted together', () => {
  expect(attributesAfter('consumeBoth', messages(2), messages(3))).toEqual({ [COUNT]: 5 });
});

test('what the options say comes before it', () => {
  expect(attributesAfter('countItself', messages(3))).toEqual({ [COUNT]: 7 });
});

test('it is there where attributes of the application cannot be read', () => {
  class Hostile {
    @Span({ attributes: Object.defineProperty({}, 'size', { get: () => JSON.parse('{') as number, enumerable: true }) })
    @LinkFrom(0, { attributes: messageAttributes })
    consume(_source: unknown): void {}
  }
  new Hostile().consume(messages(2));
  expect(recorder.span('Hostile.consume').attributes).toEqual({ [COUNT]: 2 });
  expect(recorder.span('Hostile.consume')).toHaveLinkCount(2);
});

test('children and later calls have none', () => {
  new Consumer().consume(messages(2));
  inSpan('later', () => undefined);
  new Consumer().consume(message(0) satisfies Message);
  expect(recorder.spans.map(({ attributes }) => attributes[COUNT])).toEqual([2, undefined, undefined]);
});
