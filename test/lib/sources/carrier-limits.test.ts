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

/** A list that claims to be as long as a list can be, and counts how often it is asked for an item. */
function endless(first?: unknown): { list: unknown[]; asked: () => number } {
  let asked = 0;
  const ask = <T>(answer: T): T => {
    if (++asked > 10_000_000) throw new Error('asked for too much');
    return answer;
  };
  const list = new Proxy([] as unknown[], {
    get(target, name, receiver) {
      if (name === 'length') return 2 ** 32 - 1;
      if (typeof name === 'symbol' || !/^\d+$/.test(name)) return Reflect.get(target, name, receiver) as unknown;
      return ask(name === '0' ? first : undefined);
    },
    has: () => ask(true),
  });
  return { list, asked: () => asked };
}

test.each<[string, (list: unknown[]) => unknown]>([
  ['a source', (list) => list],
  ['a list in a source', (list) => [list]],
  ['an event', (list) => ({ Records: list })],
  ["Lambda's event of Kafka", (list) => ({ records: { 'orders-0': list } })],
  ['the fields of an entry', (list) => [['1-0', list]]],
  ['headers', (list) => ({ headers: list })],
  ['values of a header', (list) => ({ headers: { traceparent: list } })],
  ['values of any header', (list) => ({ headers: { b3: list, 'x-datadog-trace-id': list } })],
  ['lines of a trace state', (list) => ({ headers: { traceparent: [A, A], tracestate: list } })],
  ['lines of the trace state of a single traceparent', (list) => ({ headers: { traceparent: A, tracestate: list } })],
  ['raw headers', (list) => ({ rawHeaders: list })],
  ["messages of Azure's trigger", (list) => ({ triggerMetadata: { propertiesArray: list } })],
])('%s without end are read to a limit', (_what, place) => {
  for (const first of [undefined, 'x', 7, Buffer.from('x'), { entryId: '7' }, ['traceparent', 'x']]) {
    const { list, asked } = endless(first);
    for (const link of linksFrom(place(list) as LinkSource)) expect(linkTargets([link])).toEqual([linkOf(A)]);
    expect(asked()).toBeLessThan(5_000_000);
  }
});
