/** The claims of `docs/messages.md`; `test/docs` compiles its code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LinkFrom, linksFrom } from 'spanlink';
import {
  fromBullMq,
  fromDebezium,
  fromKafka,
  fromKinesis,
  type KafkaMessage,
  messageAttributes,
} from 'spanlink/messages';
import { recordSpans } from 'spanlink/testing';
import { A, B, linkOf, linkTargets, message } from '../fixtures/spans';

const read = (path: string): string => readFileSync(join(__dirname, '../..', path), 'utf8');
const page = read('docs/messages.md');

test('every function of spanlink/messages is in docs/messages.md or docs/clients.md', () => {
  const names = /export \{([^]*)\}/.exec(read('integrations/messages/index.ts')) ?? [];
  const functions = [...(names[0] ?? '').matchAll(/\b(from[A-Z]\w+|to[A-Z]\w+|messageAttributes)\b/g)].map(
    ([name]) => name,
  );
  expect(functions.length).toBeGreaterThan(20);
  const pages = page + read('docs/clients.md');
  expect(functions.filter((name) => !pages.includes(name))).toEqual([]);
});

test('headers alone may look like another source, while their message does not', () => {
  const headers = { traceparent: A, traceId: linkOf(B).slice(0, 32), spanId: linkOf(B).slice(33) };
  expect(linkTargets(linksFrom(headers))).toEqual([linkOf(B)]);
  expect(linkTargets(linksFrom({ headers }))).toEqual([linkOf(A)]);
  expect(linkTargets(fromKafka({ headers }))).toEqual([linkOf(A)]);
});

test('a decorator whose selector returns links has no message to describe', () => {
  const recorder = recordSpans();
  class Orders {
    @LinkFrom((batch: KafkaMessage[]) => fromKafka(batch), { attributes: messageAttributes })
    store(_batch: KafkaMessage[]): void {}
  }
  const batch = [{ key: null, value: null, offset: '7', ...message(1) }];
  new Orders().store(batch);
  expect(fromKafka(batch, { attributes: messageAttributes })[0]?.attributes).toMatchObject({
    'kafka.offset': 7,
  });
  expect(recorder.span('Orders.store').links[0]?.attributes ?? {}).toEqual({});
});

test('the carriers that docs/messages.md puts into messages by hand are read', () => {
  const carrier = { traceparent: A };
  expect(linkTargets(fromDebezium({ tracingspancontext: `traceparent=${carrier.traceparent}` }))).toEqual([linkOf(A)]);
  const data = Buffer.from(JSON.stringify({ id: 7, ...carrier })).toString('base64');
  expect(linkTargets(fromKinesis({ kinesis: { data } }))).toEqual([linkOf(A)]);
  expect(linkTargets(linksFrom({ id: 7, ...carrier }))).toEqual([linkOf(A)]);
  expect(fromBullMq({ opts: {} })).toEqual([]);
});
