/** A header is read up to 8 KiB, and a carrier as far as any queue takes one: 1 MiB, as text or as bytes. */
import { linksFrom, type LinkSource } from 'spanlink';
import { A, linkOf, linkTargets } from '../../fixtures/spans';

const read = (source: unknown): string[] => linkTargets(linksFrom(source as LinkSource));
const LIMIT = 1_048_576;

/** A carrier of that many characters of JSON. */
function json(length: number, fill = 'x'): string {
  const bare = JSON.stringify({ note: '', traceparent: A });
  return bare.replace('""', `"${fill.repeat(length - bare.length)}"`);
}

const AS: [string, (text: string) => unknown][] = [
  ['text', (text) => text],
  ['a Buffer', (text) => Buffer.from(text)],
  ['a Uint8Array', (text) => new TextEncoder().encode(text)],
  ['a DataView', (text) => new DataView(new TextEncoder().encode(text).buffer)],
  ['an ArrayBuffer', (text) => new TextEncoder().encode(text).buffer],
  ['headers', (text) => ({ headers: text })],
  ['headers that are bytes', (text) => ({ headers: Buffer.from(text) })],
  ["BullMQ's metadata", (text) => ({ opts: { telemetry: { metadata: text } } })],
  ["Temporal's payload", (text) => ({ headers: { '_tracer-data': { data: Buffer.from(text) } } })],
];

describe.each(AS)('JSON as %s', (_what, make) => {
  test.each([100, 8_192, 8_193, 65_537, LIMIT])('of %d characters is read', (length) => {
    expect(read(make(json(length)))).toEqual([linkOf(A)]);
  });

  test('of more than 1 MiB is not', () => {
    expect(read(make(json(LIMIT + 1)))).toEqual([]);
  });

  test('may be as long where each character takes three bytes', () => {
    expect(read(make(json(LIMIT, '漢')))).toEqual([linkOf(A)]);
    expect(read(make(json(LIMIT + 1, '漢')))).toEqual([]);
  });
});

describe('a notification of SNS in a message of SQS', () => {
  const body = (length: number, reverse = false): string => {
    const bare = {
      Type: 'Notification',
      Message: '',
      MessageAttributes: { traceparent: { Type: 'String', Value: A } },
    };
    const text = JSON.stringify(reverse ? Object.fromEntries(Object.entries(bare).reverse()) : bare);
    return text.replace('"Message":""', `"Message":"${'x'.repeat(length - text.length)}"`);
  };

  test.each([262_144, 262_145, LIMIT])('of %d characters is read', (length) => {
    expect(read({ Body: body(length) })).toEqual([linkOf(A)]);
    expect(read({ Body: body(length, true) })).toEqual([linkOf(A)]);
    expect(read({ eventSource: 'aws:sqs', body: body(length) })).toEqual([linkOf(A)]);
  });

  test('of more than SQS takes is not', () => {
    expect(read({ Body: body(LIMIT + 1) })).toEqual([]);
  });
});

test("Debezium's text is read behind a long line", () => {
  const text = `baggage=${'x'.repeat(20_000)}\ntraceparent=${A}\n`;
  expect(read({ tracingspancontext: text })).toEqual([linkOf(A)]);
  expect(read({ tracingspancontext: Buffer.from(text) })).toEqual([linkOf(A)]);
});

test('a header is read up to its own limit', () => {
  const padded = (length: number): string => A.padEnd(length);
  expect(read({ traceparent: padded(8_192) })).toEqual([linkOf(A)]);
  expect(read({ traceparent: padded(8_193) })).toEqual([]);
  expect(read({ traceparent: A, other: 'x'.repeat(LIMIT) })).toEqual([linkOf(A)]);
});

test('a buffer that was detached, or shared, does no harm', () => {
  const detached = new ArrayBuffer(8);
  structuredClone(detached, { transfer: [detached] });
  expect(read([detached, A])).toEqual([linkOf(A)]);
  const text = new TextEncoder().encode(JSON.stringify({ traceparent: A }));
  const shared = new SharedArrayBuffer(text.length);
  new Uint8Array(shared).set(text);
  expect(read(shared)).toEqual([linkOf(A)]);
});
