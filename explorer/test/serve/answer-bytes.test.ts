/** Answers about spans whose texts are as long as senders can make them: the built command, and its memory. */
import { gzipSync } from 'node:zlib';
import type { FacetsAnswer, GraphAnswer, SearchAnswer, SpanDetail, TraceAnswer } from '../../api/answers';
import { MAX_ANSWER_BYTES } from '../../server/query/within-bytes';
import { command, explorer, killAll } from '../cli/command';
import type { Started } from '../cli/command';
import { closeAll, newFolder } from '../store/folder';
import { spanIdOf, traceIdOf } from '../store/spans';

const SPANS = 6_000;
const PER_REQUEST = 600;
/** One of so many spans has a long name: the engine takes its time to store them. */
const ONE_OF = 3;
const NAME = 'n'.repeat(65_000);

const nameOf = (number: number): string =>
  number % ONE_OF === 1 ? `${number} ${NAME}`.slice(0, 65_000) : `${number} n`;

let data = '';
let started: Started;

const start = (): Promise<Started> => explorer(['--data', data, '--no-open', '--otlp-grpc-port', 'off']);

beforeAll(async () => {
  data = newFolder();
  started = await start();
  for (let from = 1; from <= SPANS; from += PER_REQUEST) {
    const spans = Array.from({ length: PER_REQUEST }, (_, index) => ({
      traceId: traceIdOf(1),
      spanId: spanIdOf(from + index),
      ...(from + index > 1 && { parentSpanId: spanIdOf(1) }),
      name: nameOf(from + index),
      startTimeUnixNano: String(1_795_000_000_000_000_000n + BigInt(from + index) * 1000n),
      endTimeUnixNano: String(1_795_000_000_100_000_000n),
    }));
    const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] };
    const response = await fetch(`${started.http}/v1/traces`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      body: gzipSync(JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] })),
    });
    if (!response.ok) throw new Error(await response.text());
  }
}, 300_000);
afterAll(async () => {
  await killAll();
  await closeAll();
});

async function ask<T>(path: string): Promise<{ answer: T; bytes: number }> {
  const response = await fetch(new URL(path, started.url));
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return { answer: JSON.parse(text) as T, bytes: Buffer.byteLength(text) };
}

test('A trace of spans with names of 65,000 characters is answered with all spans, and names cut', async () => {
  const { answer, bytes } = await ask<TraceAnswer>(`/api/traces/${traceIdOf(1)}`);
  expect([answer.spans.length, answer.trace.spans, answer.isCut, answer.cutBy]).toEqual([SPANS, SPANS, true, ['text']]);
  const cut = answer.spans.filter(({ isCut }) => isCut);
  expect(cut).toHaveLength(SPANS / ONE_OF);
  expect(cut.every(({ name }) => name.length === 1025 && name.endsWith('…'))).toBe(true);
  expect(answer.trace).toMatchObject({ name: `1 ${NAME.slice(0, 1022)}…`, isCut: true });
  expect(bytes).toBeLessThan(5_000_000);
});

test('A graph and a chain of such spans are as small', async () => {
  const graph = await ask<GraphAnswer>(`/api/graph?trace=${traceIdOf(1)}&spans=50000`);
  expect([graph.answer.spans.length, graph.answer.cutBy]).toEqual([SPANS, ['text']]);
  expect(graph.bytes).toBeLessThan(5_000_000);
  expect((await ask(`/api/chain?trace=${traceIdOf(1)}&span=${spanIdOf(SPANS)}`)).bytes).toBeLessThan(10_000);
});

test('The details of such a span have its whole name', async () => {
  const { answer } = await ask<SpanDetail>(`/api/spans/${traceIdOf(1)}/${spanIdOf(SPANS - 2)}`);
  expect(answer.name === nameOf(SPANS - 2)).toBe(true);
  expect([answer.isCut, answer.cutBy]).toEqual([false, []]);
});

test('The questions of the start page are answered with a few kilobytes', async () => {
  const search = await ask<SearchAnswer>('/api/search?limit=50');
  expect([search.answer.traces.length, search.answer.traces[0]?.spans, search.answer.cutBy]).toEqual([
    1,
    SPANS,
    ['text'],
  ]);
  expect(search.bytes).toBeLessThan(10_000);
  const facets = await ask<FacetsAnswer>('/api/facets');
  // no parameter takes so long a name
  expect([facets.answer.services, facets.answer.names]).toEqual([
    ['shop'],
    expect.not.arrayContaining([expect.stringMatching(/^.{1025}/)]),
  ]);
  const named = await ask<SearchAnswer>('/api/search?name=*n');
  expect(named.answer.traces[0]?.matches).toHaveLength(20);
  expect(named.bytes).toBeLessThan(100_000);
  for (const path of ['/api/services', '/api/runs', '/api/status'])
    expect((await ask(path)).bytes).toBeLessThan(10_000);
});

test('The command line prints such an answer as JSON and as a table', async () => {
  const ask = ['query', 'trace', `trace=${traceIdOf(1)}`, '--url', started.url];
  const json = await command(...ask);
  expect((JSON.parse(json.out) as TraceAnswer).spans).toHaveLength(SPANS);
  expect(json.out.length).toBeLessThan(7_000_000);
  const table = await command(...ask, '--table');
  const lines = table.out.trimEnd().split('\n');
  expect(lines).toHaveLength(SPANS + 3);
  expect(lines.slice(-2)).toEqual(['', expect.stringMatching(/^Long texts are cut/)]);
  expect(table.out.length).toBeLessThan(2_000_000);
});

test('Six such questions at once take less than half a gigabyte of memory', async () => {
  // what was asked before has taken memory, of which a part may have been given back by now
  await started.stop();
  started = await start();
  const before = started.memory();
  let highest = before;
  const watch = setInterval(() => (highest = Math.max(highest, started.memory())), 20);
  const six = (path: string): Promise<{ bytes: number }[]> => Promise.all(Array.from({ length: 6 }, () => ask(path)));
  for (const path of [`/api/traces/${traceIdOf(1)}?spans=50000`, `/api/graph?trace=${traceIdOf(1)}&spans=50000`])
    for (const { bytes } of await six(path)) expect(bytes).toBeLessThan(MAX_ANSWER_BYTES);
  clearInterval(watch);
  expect(highest - before).toBeLessThan(512);
}, 120_000);
