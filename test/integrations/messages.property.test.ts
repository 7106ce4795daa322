/**
 * Arbitrary messages: no reader throws, none invents a link, and no attribute has another type than it should.
 */
import fc from 'fast-check';
import { inSpan } from 'spanlink';
import { messageAttributes } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { A, linkOf, linkTargets } from '../fixtures/spans';
import { arbitraryHostile, type Recipe } from '../fixtures/arbitrary-hostile';
import { countReads, arbitraryMessage, arbitraryPlace } from '../fixtures/arbitrary-messages';
import { MESSAGES, type Place, READERS, readerOf } from './message-readers';

recordSpans();

const FIELDS = [
  ...[
    'offset',
    'partition',
    'topic',
    'key',
    'value',
    'message',
    'timestampType',
    'fields',
    'properties',
    'content',
    'ReceiptHandle',
    'MessageId',
  ],
  ...[
    'receiptHandle',
    'messageId',
    'eventSourceARN',
    'eventID',
    'Sns',
    'kinesis',
    'enqueuedTimeUtc',
    'deliveryCount',
    'correlationId',
    'ackId',
    'id',
  ],
  ...[
    'subscription',
    'deliveryAttempt',
    'subject',
    'sid',
    'seq',
    'headers',
    'data',
    'cmd',
    'payload',
    'specversion',
    'source',
    'type',
    'opts',
    'name',
  ],
];

/** Values that make a client's message of an object, and those that a reader may trip over. */
const USUAL = [
  7,
  '7',
  7n,
  2n ** 64n,
  -1,
  1.5,
  NaN,
  '',
  'x',
  '1-0',
  null,
  undefined,
  {},
  [],
  [7],
  () => 7,
  Symbol('x'),
  new Date(0),
  new Date(NaN),
  Buffer.from([0xff]),
  { deliveryTag: 7 },
];

function fieldsOf(value: fc.Arbitrary<Recipe>): fc.Arbitrary<Recipe> {
  const fields = fc.dictionary(
    fc.constantFrom(...FIELDS),
    fc.oneof(
      value,
      fc.constantFrom(...USUAL).map((usual) => () => usual),
    ),
    { noNullPrototype: true },
  );
  return fields.map(
    (recipes) => () => Object.fromEntries(Object.entries(recipes).map(([name, make]) => [name, make()])),
  );
}

test.each(READERS)('$name neither throws nor invents a link, whatever stands in any field', ({ name, places }) => {
  const from = readerOf(name);
  const message = MESSAGES[places[0] as Place]({ traceparent: A });
  inSpan('active', () => {
    fc.assert(
      fc.property(
        fc.oneof(arbitraryHostile(), arbitraryPlace(arbitraryHostile()), fieldsOf(arbitraryHostile())),
        (make) => {
          expect(from(make())).toEqual([]);
          expect(linkTargets(from([make(), message, make()]))).toEqual([linkOf(A)]);
          expect(linkTargets(from(message, { attributes: () => make() as never }))).toEqual([linkOf(A)]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test('the context in a message of any client is found by a reader, and nothing else by any', () => {
  fc.assert(
    fc.property(arbitraryMessage(A), arbitraryMessage(A.replace('00-', 'ff-')), (message, invalid) => {
      for (const { name } of READERS) {
        expect([[], [linkOf(A)]]).toContainEqual(linkTargets(readerOf(name)(message)));
        expect(readerOf(name)(invalid)).toEqual([]);
      }
    }),
    { numRuns: 300 },
  );
});

test.each(READERS)('$name reads no property of a message twice', ({ name }) => {
  fc.assert(
    fc.property(fc.oneof(arbitraryMessage(A), arbitraryMessage('bad')), (message) => {
      const { counted, reads } = countReads(message);
      readerOf(name)(counted);
      expect([...reads].filter(([, count]) => count > 1)).toEqual([]);
    }),
  );
});

test('messageAttributes never throws, and returns texts, finite numbers and booleans, or nothing', () => {
  fc.assert(
    fc.property(
      fc.oneof(arbitraryHostile(), arbitraryPlace(arbitraryHostile()), fieldsOf(arbitraryHostile())),
      (make) => {
        const attributes = messageAttributes(make());
        for (const value of Object.values(attributes ?? {})) {
          expect(['string', 'number', 'boolean']).toContain(typeof value);
          expect(value).not.toBe('');
          if (typeof value === 'number') expect(Number.isSafeInteger(value)).toBe(true);
        }
        if (attributes !== undefined) expect(attributes).not.toEqual({});
      },
    ),
    { numRuns: 3_000 },
  );
});
