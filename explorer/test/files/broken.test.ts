/** Broken files: each fault is one sentence with its line, and the rest is read. */
import { gzipSync } from 'node:zlib';
import { HEAD } from '../../server/files/content-kind';
import type { Store } from '../../server/store/open-store';
import { closeAll, openForTest } from '../store/folder';
import { spanIdOf } from '../store/spans';
import { OTLP_FILES, otlpProtobuf, otlpRequest, otlpSpan, zstd } from './otlp-files';
import { problemsOf, read } from './reading';

let store: Store;
beforeAll(async () => {
  store = await openForTest();
});
afterAll(closeAll);

const spanOf = (number: number, fields: object = {}): object => ({
  ...otlpSpan(0x4000),
  spanId: spanIdOf(number),
  ...fields,
});
const lineOf = (...spans: object[]): string => JSON.stringify(otlpRequest(...spans));
const good = (number: number): string => lineOf(spanOf(number));
const half = (text: string): string => text.slice(0, text.length / 2);
const untilLast = <T extends string | Buffer>(text: string, content: T): T =>
  content.slice(0, content.lastIndexOf(text)) as T;
const LEFT = 'what is whole was read.';
const NOT_KNOWN =
  'neither JSON nor protobuf of OTLP, nor JSON of Jaeger or Zipkin, nor one of these packed by gzip or zstd.';
const NEITHER = "neither OTLP (resourceSpans) nor Jaeger's JSON (data, spans) nor Zipkin's (traceId, id): it has";

test.each<[what: string, content: string | Buffer, spans: number, ...problems: (string | RegExp)[]]>([
  ['empty', '', 0, 'it is empty.'],
  ['without spans', '{"resourceSpans":[]}\n', 0, 'it has no spans.'],
  [
    'zstd that tells its size in 8 bytes',
    Buffer.from('28b52ffde002000000000000001100007b7d', 'hex'),
    0,
    'it has no spans.',
  ],
  ['another text', 'Dear all,\nsee below.\n', 0, '1: this is no JSON: { or [ is expected, and here is "D"; ' + LEFT],
  ['a page', '<!doctype html>\n<p>Sign in</p>', 0, `1: this is no JSON: { or [ is expected, and here is "<"; ${LEFT}`],
  [
    'a record separator within a document',
    `${good(1)}\n{\u001e`,
    1,
    `2: this is no JSON: a name is expected, and here is the byte 0x1e; ${LEFT}`,
  ],
  [
    'a span that nests too deep',
    `${lineOf(spanOf(1), spanOf(2)).replace('"kind":5', `"kind":${'['.repeat(300)}${']'.repeat(300)}`)}`,
    1,
    '1: a span nests deeper than 200 levels; it is left out.',
  ],
  ['other JSON', '\n{"name":"a","version":"1","x":1,"y":2}', 0, `2: ${NEITHER} "name", "version", "x".`],
  ['other bytes', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), 0, NOT_KNOWN],
  ['other bytes, of which one is of the mark of UTF-16', Buffer.from([0xff, 0, 0xfe, 0xfe, 0]), 0, NOT_KNOWN],
  ['UTF-16', Buffer.from(`\ufeff${good(1)}`, 'utf16le'), 0, 'it is in UTF-16, and JSON is in UTF-8: save it as that.'],
  ['a zip archive', Buffer.from('PK\u0003\u0004rest'), 0, 'it is a zip archive: give the files in it.'],
  ['a name that is no JSON', `{"\\x":1}\n${good(1)}`, 1, `1: a name is no JSON string; ${LEFT}`],
  ['names of any length', `{"${'n'.repeat(100)}":1}`, 0, `1: ${NEITHER} "${'n'.repeat(60)}".`],
  [
    'a name without a value',
    `{"resourceSpans":}\n${good(1)}`,
    1,
    `1: this is no JSON: a value is expected, and here is "}"; ${LEFT}`,
  ],
  [
    'a character without a sign',
    `{\u007f}\n${good(1)}`,
    1,
    `1: this is no JSON: a name is expected, and here is the byte 0x7f; ${LEFT}`,
  ],
  [
    'something else before a document that is written in another way',
    `started\n${good(1).replace('{', '{ ')}`,
    1,
    `1: this is no JSON: { or [ is expected, and here is "s"; ${LEFT}`,
  ],
  ['a line that ends within a name', `${good(1)}\n${half(good(2))}\n${good(3)}\n`, 2, /^2: /],
  ['a first line that is broken', `${half(good(1))}\n${good(2)}\n${good(3)}`, 2, /^1: /],
  ['a last line that is broken', `${good(1)}\n${good(2)}\n${half(good(3))}`, 2, `3: the JSON breaks off; ${LEFT}`],
  [
    'several broken lines',
    [half(good(1)), good(2), half(good(3)), half(good(4)), good(5)].join('\n'),
    2,
    /^1/,
    /^3/,
    /^4/,
  ],
  [
    'a line that breaks off behind a comma',
    `${good(1).replace(/\],"schemaUrl":.*$/, ',')}\n${good(2)}\n${good(3)}`,
    3,
    `1: the JSON breaks off; ${LEFT}`,
  ],
  ['a line of something else between', `${good(1)}\nlevel=info msg=started\n${good(2)}`, 2, /^2: this is no JSON/],
  [
    'a line of quotes',
    `${good(1)}\n{'resourceSpans':[]}\n${good(2)}`,
    2,
    `2: this is no JSON: a name is expected, and here is "'"; ${LEFT}`,
  ],
  [
    'a pretty document that breaks off',
    untilLast('"status"', JSON.stringify(otlpRequest(spanOf(1), spanOf(2)), null, 1)),
    1,
    /^\d+: the JSON breaks off/,
  ],
  [
    'spans that are wrong among others',
    JSON.stringify(
      otlpRequest(
        spanOf(1),
        spanOf(2, { name: 7 }),
        spanOf(3, { traceId: 'abc' }),
        spanOf(4, { startTimeUnixNano: '99999999999999999999' }),
        spanOf(5, { spanId: '0000000000000000' }),
        spanOf(6),
      ),
      null,
      1,
    ),
    2,
    /^\d+: name has to be a string, and is number 7; the span is left out\.$/,
    /^\d+: its trace id is not 16 bytes, or all zero; the span is left out\.$/,
    /^\d+: startTimeUnixNano has to be a whole number from 0 to \d+, and is string 9+; the span is left out\.$/,
    /^\d+: its span id is not 8 bytes, or all zero; the span is left out\.$/,
  ],
  [
    'a span that is no JSON',
    `${lineOf(spanOf(1), spanOf(2)).replace('"kind":5', '"kind":5e')}`,
    1,
    /^1: it is no JSON: .*; the span is left out\.$/,
  ],
  ['names in snake_case', `{"resource_spans":[]}\n${good(1)}`, 1, `1: ${NEITHER} "resource_spans".`],
  ['fields in snake_case', lineOf(spanOf(1, { parent_span_id: 'a' })), 1, /^unknown names ignored: "parent_span_id"/],
  [
    'a link that is none',
    lineOf(spanOf(1, { links: [{ traceId: 'a', spanId: 'b' }] })),
    1,
    '1 links left out: their trace or span id is invalid.',
  ],
  [
    'gzip that breaks off',
    gzipSync(Array.from({ length: 2000 }, (_, n) => good(n + 1)).join('\n')).subarray(0, -20),
    expect.any(Number) as number,
    /^its gzip data is broken after \d+ bytes, unpacked \(unexpected end of file\); what is whole/,
  ],
  [
    'zstd that breaks off',
    zstd(good(1)).subarray(0, -6),
    0,
    'its zstd data is broken after 0 bytes, unpacked (it breaks off); ' + LEFT,
  ],
  [
    'gzip with a fault',
    Buffer.concat([gzipSync(good(1)).subarray(0, 60), Buffer.alloc(60, 0xff)]),
    expect.any(Number) as number,
    /^its gzip data is broken after \d+ bytes/,
  ],
  [
    'gzip and something else',
    Buffer.concat([gzipSync(`${good(1)}\n`), Buffer.alloc(100)]),
    1,
    /^its gzip data is broken after \d+ bytes, unpacked \(what is behind its end is no other gzip data\)/,
  ],
  [
    'zstd and something else',
    Buffer.concat([zstd(`${good(1)}\n`), Buffer.from('something')]),
    1,
    /^its zstd data is broken after \d+ bytes, unpacked \(what is behind a frame is no other one\)/,
  ],
  [
    'zstd with a dictionary',
    Buffer.from('28b52ffd210100000000000000000000', 'hex'),
    0,
    /it was packed with a dictionary/,
  ],
  [
    'zstd with a window that takes gigabytes',
    Buffer.from('28b52ffd00a80100000000000000000000', 'hex'),
    0,
    /its window is larger than 128 MiB/,
  ],
  [
    // one byte, 683,180 times
    'zstd with a block larger than the format allows',
    Buffer.from('28b52ffd00726365535b', 'hex'),
    0,
    /one of its blocks is larger than 128 KiB/,
  ],
  [
    'protobuf that breaks off',
    untilLast('failed', otlpProtobuf(otlpRequest(spanOf(1), spanOf(2)))),
    1,
    /^this is no OTLP in protobuf|^it breaks off; what is whole was read\.$/,
  ],
  [
    'protobuf of something else',
    Buffer.from([0x0a, 0x03, 0x41, 0x42, 0x43, 0x00]),
    0,
    /^this is no OTLP in protobuf: at byte \d+, /,
  ],
  [
    'a message that ends within a number',
    Buffer.concat([otlpProtobuf(otlpRequest(spanOf(1))), Buffer.from('0a02088001', 'hex')]),
    1,
    `this is no OTLP in protobuf: at byte 452, a field is longer than its message; ${LEFT}`,
  ],
  [
    'a message that is broken between others',
    Buffer.concat(
      [otlpProtobuf(otlpRequest(spanOf(1))), Buffer.from([0x0a, 0x7f, 0x01]), otlpProtobuf(otlpRequest(spanOf(2)))].map(
        (message) => Buffer.concat([Buffer.from([0, 0, message.length >> 8, message.length & 0xff]), message]),
      ),
    ),
    2,
    /^this is no OTLP in protobuf|^it breaks off/,
  ],
])('A file that is %s', async (_, content, spans, ...problems) => {
  const answer = await read(store, content);
  expect([problemsOf(answer), answer.spans]).toEqual([
    problems.map((problem): unknown => (typeof problem === 'string' ? problem : expect.stringMatching(problem))),
    spans,
  ]);
  expect(answer.problemsTotal).toBe(problems.length);
  if (typeof content !== 'string' || content === '') return;
  // what is looked at first comes in one piece
  const inBytes = await read(store, `${' '.repeat(HEAD)}${content}`, 1);
  expect([problemsOf(inBytes), inBytes.spans]).toEqual([problemsOf(answer), answer.spans]);
});

test.each(Object.entries(OTLP_FILES).filter(([form]) => !form.includes('signals')))(
  '%s that breaks off anywhere is told, and never fails',
  async (_, file) => {
    const content = Buffer.from(file(0x4001));
    for (let length = 1; length < content.length; length += Math.ceil(content.length / 40)) {
      const answer = await read(store, content.subarray(0, length));
      expect(answer.problemsTotal + answer.spans).toBeGreaterThan(0);
      for (const problem of problemsOf(answer)) expect(problem).toMatch(/^(\d+: )?\S.*\.$/);
    }
  },
);

test('Of very many faults, the first are listed, and all are counted', async () => {
  const answer = await read(store, `${'{"a":1}\n'.repeat(1000)}${good(1)}`);
  expect([answer.problems.length, answer.problemsTotal, answer.spans]).toEqual([20, 1000, 1]);
  const wrong = Array.from({ length: 100 }, (_, number) => spanOf(number + 1, { traceId: 'ab' }));
  const rejected = await read(store, [lineOf(...wrong), lineOf(...wrong), good(1)].join('\n'));
  expect([rejected.problems.length, rejected.problemsTotal, rejected.spans]).toEqual([20, 200, 1]);
});

test('Spans of two bytes, by the hundred thousand, are counted, and the one among them is stored', async () => {
  const spans = [spanOf(1), ...Array.from({ length: 200_000 }, () => ({}))];
  const answer = await read(store, otlpProtobuf({ resourceSpans: [{ scopeSpans: [{ spans }] }] }));
  expect([answer.problems.length, answer.problemsTotal, answer.spans]).toEqual([20, 200_000, 1]);
});

test('Spans of more than 100 days, which one insert cannot have, are all stored', async () => {
  const days = Array.from({ length: 250 }, (_, day) => {
    const start = String(1_600_000_000_000_000_000n + BigInt(day) * 86_400_000_000_000n);
    return spanOf(day + 1, { traceId: '5'.repeat(32), startTimeUnixNano: start, endTimeUnixNano: start });
  });
  const answer = await read(store, lineOf(...days));
  expect([problemsOf(answer), answer.spans]).toEqual([[], 250]);
});

test('Errors of the disk are told, and what was read before is stored', async () => {
  async function* failing(): AsyncGenerator<Buffer> {
    yield Buffer.from(`${good(1)}\n`);
    throw new Error('EIO: i/o error, read');
  }
  const { readFile } = await import('../../server/files/read-file');
  const answer = await readFile(store, 'file', failing());
  expect([problemsOf(answer), answer.spans]).toEqual([['it could not be read: EIO: i/o error, read.'], 1]);
});
