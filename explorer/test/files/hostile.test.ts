/** Hostile files take a bounded amount of memory, and end in a sentence. */
import { createGzip, gzipSync } from 'node:zlib';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { readFile } from '../../server/files/read-file';
import type { Store } from '../../server/store/open-store';
import { closeAll, openForTest } from '../store/folder';
import { spanIdOf, traceIdOf } from '../store/spans';
import { otlpRequest, otlpSpan, storedRow, zstd } from './otlp-files';
import { problemsOf, read, storedOf } from './reading';

const MIB = 1024 * 1024;
let store: Store;
beforeAll(async () => {
  store = await openForTest();
});
afterAll(closeAll);

const line = (trace: number): string => `${JSON.stringify(otlpRequest(otlpSpan(trace)))}\n`;

/** Yields a text, many megabytes of one letter, and another text. */
async function* padded(before: string, megabytes: number, letter: string, after: string): AsyncGenerator<Buffer> {
  yield Buffer.from(before);
  const filler = Buffer.alloc(MIB, letter);
  for (let count = 0; count < megabytes; count += 1) yield filler;
  yield Buffer.from(after);
}

/** Returns a result, and by how many MiB the memory outside of the garbage grew most meanwhile. */
async function growth<T>(run: () => Promise<T>): Promise<[T, number]> {
  const before = process.memoryUsage().rss;
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
  try {
    return [await run(), (most - before) / MIB];
  } finally {
    clearInterval(timer);
  }
}

test.each([
  [
    'a name',
    600,
    `{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"`,
    `"}]}]}]}\n`,
    /^2: a span is larger than 20480 KiB/,
  ],
  ['a key', 50, `{"`, `":1}\n`, /^2: a name is larger than 64 KiB/],
  ['a resource', 50, `{"resourceSpans":[{"resource":{"a":"`, `"}}]}\n`, /^2: "resource" is larger than 20480 KiB/],
  ['a value of something else', 50, `{"x":"`, `"}\n`, /^2: "x" is larger than 20480 KiB/],
  ['spaces', 100, `{"resourceSpans":`, `[]}\n`, undefined],
])(
  'A line that is mostly %s, of %d MB, is told, and the lines beside it are read',
  async (what, megabytes, before, after, problem) => {
    const letter = what === 'spaces' ? ' ' : 'a';
    const content = padded(line(0x5001) + before, megabytes, letter, after + line(0x5001));
    const [answer, grown] = await growth(() => readFile(store, 'file', content));
    expect(problemsOf(answer)).toEqual(problem === undefined ? [] : [expect.stringMatching(problem)]);
    expect(answer.spans).toBe(2);
    expect(grown).toBeLessThan(300);
  },
);

test('A gzip bomb is left once it unpacks to far more than any file of spans', async () => {
  // 600 MB of spaces are 600 KB, or 3 KB packed twice
  const bomb = await buffer(Readable.from(padded(line(0x5002), 600, ' ', '')).pipe(createGzip()));
  for (const content of [bomb, gzipSync(bomb)]) {
    const [answer, grown] = await growth(() => read(store, content));
    expect(problemsOf(answer)).toEqual([
      expect.stringMatching(/^it unpacks to more than 200 times its size, and was left at \d+ bytes; what is whole/),
    ]);
    expect(answer.spans).toBe(1);
    expect(grown).toBeLessThan(300);
  }
});

test('A zstd bomb is left as well', async () => {
  const bomb = zstd(Buffer.concat([Buffer.from(line(0x5003)), Buffer.alloc(400 * MIB, ' ')]));
  const answer = await read(store, bomb);
  expect(problemsOf(answer)).toEqual([expect.stringMatching(/^it unpacks to more than 200 times its size/)]);
  expect(answer.spans).toBe(1);
});

test.each([
  ['lists', '['.repeat(1_000_000)],
  ['closed lists', '['.repeat(1_000_000) + ']'.repeat(1_000_000)],
  ['objects', '{"a":'.repeat(1_000_000)],
  ['results', '{"result":'.repeat(1_000_000)],
  ['data', '{"data":['.repeat(1_000_000)],
  ['lists in a span', `{"resourceSpans":[{"scopeSpans":[{"spans":[{"a":${'['.repeat(1e6)}${']'.repeat(1e6)}}]}]}]}`],
  ['a tag', `{"traceId":"a","id":"b","timestamp":1,"tags":{"a":${'{"b":'.repeat(1e5)}1${'}'.repeat(1e5)}}}`],
  [
    'attributes',
    JSON.stringify(otlpRequest(otlpSpan(0x5004))).replace(
      '{"stringValue":"a"}',
      `${'{"arrayValue":{"values":['.repeat(150)}{"stringValue":"a"}${']}}'.repeat(150)}`,
    ),
  ],
  ['protobuf', Buffer.from([0x0a, 0x7f, 0x12, 0x7d, 0x12, 0x7b, ...Array.from({ length: 200 }, () => 0x4a)])],
  ['lengths within lengths', Buffer.alloc(1_000_000, Buffer.from([0, 0, 4, 0]))],
])('Deep nesting of %s is told', async (what, content) => {
  const answer = await read(store, content);
  // a value of a span may be left out without the span
  expect([answer.spans, answer.problemsTotal > 0]).toEqual([what === 'a tag' ? 1 : 0, true]);
  for (const problem of problemsOf(answer)) expect(problem.length).toBeLessThan(300);
});

test('Names with control characters and of all scripts are kept as they are', async () => {
  const name = 'a\u0000\u001b[2J\u009b\u202e\u2028🧵\ud83d';
  const answer = await read(store, JSON.stringify(otlpRequest({ ...otlpSpan(0x5005), name })));
  expect(answer.spans).toBe(1);
  expect(await storedOf(store, 0x5005)).toEqual([{ ...storedRow(0x5005), SpanName: name.toWellFormed() }]);
});

test('Names of the fields of JavaScript objects are names as any other', async () => {
  const zipkin = `{"traceId":"${traceIdOf(0x5006)}","id":"${spanIdOf(1)}","timestamp":1795000000000000,
    "tags":{"__proto__":"a","constructor":"b","toString":"c"},"__proto__":{"x":1},"constructor":1,"kind":"toString"}`;
  const jaeger = `{"spans":[{"traceID":"${traceIdOf(0x5006)}","spanID":"2","startTime":1795000000000001,
    "processID":"__proto__","tags":[{"key":"__proto__","value":"d"}]}],"processes":{"constructor":1}}`;
  const answer = await read(store, `${zipkin}\n${jaeger}\n{"__proto__":[],"constructor":{"resourceSpans":1}}`);
  expect(answer.spans).toBe(2);
  const [first, second] = await storedOf(store, 0x5006);
  expect(JSON.stringify(first?.SpanAttributes)).toBe('{"__proto__":"a","constructor":"b","toString":"c"}');
  expect(JSON.stringify(second?.SpanAttributes)).toBe('{"__proto__":"d"}');
});
