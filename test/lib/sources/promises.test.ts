/** Sources that answer with promises: nothing here waits, so they have no link, and a rejection ends no process. */
import { linksFrom } from 'spanlink';
import { messageAttributes } from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';

const recorder = recordSpans();
afterAll(() => recorder.stop());

const refuse = async (): Promise<never> => {
  throw new Error('nobody waits for it');
};
const metadata = { getMap: () => ({ traceparent: '' }), get: refuse };
const nest = { getArgs: refuse, getArgByIndex: refuse };

// a rejection that nobody takes care of fails the test
test.each<[string, object]>([
  ['a span', { spanContext: refuse }],
  ['a context', { getValue: refuse, setValue: refuse, deleteValue: refuse }],
  ['a context of such a span', { getValue: () => ({ spanContext: refuse }), setValue: refuse, deleteValue: refuse }],
  ['the map of gRPC metadata', { getMap: refuse, get: refuse }],
  ['the values of gRPC metadata', metadata],
  ['the metadata of a call', { metadata }],
  ['a message of Pulsar', { getProperties: refuse, getMessageId: refuse }],
  ['the message of a context of NestJS', { ...nest, getMessage: refuse }],
  ['other methods of it', { ...nest, getHeaders: refuse, getPacket: refuse, getMetadata: refuse }],
  ['an iterator', { [Symbol.iterator]: refuse }],
  ['the steps of an iterator', { [Symbol.iterator]: () => ({ next: refuse, return: refuse }) }],
  ['what has the methods of a set', { size: 1, has: refuse, keys: refuse, [Symbol.iterator]: refuse }],
  ['headers', { headers: { [Symbol.iterator]: refuse, get: refuse } }],
  ['the steps of headers', { headers: { [Symbol.iterator]: () => ({ next: refuse }), get: refuse } }],
  ['a message of NATS', { subject: 'orders', sid: 1, headers: { get: refuse } }],
])('%s', async (_what, source) => {
  expect(linksFrom(source)).toEqual([]);
  messageAttributes(source);
  await new Promise((resolve) => setImmediate(resolve));
});

test('an iterator whose steps are promises is asked for one', () => {
  const next = jest.fn(async () => ({ done: false, value: undefined }));
  expect(linksFrom({ [Symbol.iterator]: () => ({ next }) } as never)).toEqual([]);
  expect(next).toHaveBeenCalledTimes(1);
});
