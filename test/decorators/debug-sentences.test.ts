/** `configure({ debug: true })`: the sentences for what came of a source and of a span. */
import { trace, type TracerProvider } from '@opentelemetry/api';
import { LinkFrom, linksFrom, startSpan, traced } from 'spanlink';
import { recordSpans } from 'spanlink/testing';
import { A, B } from '../fixtures/spans';
import { recordReports } from '../fixtures/reports';
import { debugInTests } from '../fixtures/told';

const recorder = recordSpans();
const told = debugInTests();
afterAll(() => recorder.stop());

const batchOf = (count: number): object[] =>
  Array.from({ length: count }, (_, at) => ({ traceparent: `${A.slice(0, 50)}${at + 16}-01` }));
const ONE = 'span b7ad6b71… of trace 0af76519…';

test('three spans that were linked to are named, and the others counted', async () => {
  class Batches {
    @LinkFrom(0)
    read(batch: object[]): void {}
  }
  new Batches().read(batchOf(3));
  new Batches().read(batchOf(5));
  const named = [0, 1, 2].map((at) => `${ONE} in [${at}].traceparent`).join(', ');
  expect((await told.of('the argument is')).map((line) => line.split('; ')[1])).toEqual([
    `linked to ${named}`,
    `linked to ${named} and 2 more`,
  ]);
  new Batches().read(batchOf(1));
  expect(await told.of('started span')).toEqual([
    expect.stringMatching(/ with 3 links$/),
    expect.stringMatching(/ with 5 links$/),
    expect.stringMatching(/ with 1 link$/),
  ]);
});

test('a link is told without its place where that is too far behind', async () => {
  linksFrom([...Array.from({ length: 100 }, () => null), { traceparent: A }]);
  expect((await told.of('an array of 101 items'))[0]).toMatch(/; linked to span b7ad6b71… of trace 0af76519…$/);
});

test('duplicates are counted behind the links', async () => {
  const work = traced(() => 1, { name: 'work', links: [A, B, A] });
  work();
  const [, linked, left] = (await told.of('option links'))[0]?.split('; ') ?? [];
  expect(linked).toBe(`linked to ${ONE} in [0], span 00f067aa… of trace 4bf92f35… in [1]`);
  expect(left).toBe('1 of 3 left out, as a duplicate or the parent of the span');
});

test('a link to the parent alone is told as none', async () => {
  const parent = startSpan('parent');
  class Children {
    @LinkFrom(0) one(source: unknown): void {}
    @LinkFrom(0) two(source: unknown): void {}
  }
  parent.run(() => new Children().one(parent));
  parent.run(() => new Children().two([parent, parent]));
  parent.complete();
  expect((await told.of('@LinkFrom(0) of Children')).map((line) => line.split('; ')[1])).toEqual([
    'found a context, and no link: 1 of 1 left out, as a duplicate or the parent of the span',
    'found 2 contexts, and no link: 2 of 2 left out, as a duplicate or the parent of the span',
  ]);
  expect(await told.of('Children.one: started')).toEqual([expect.stringMatching(/ with 0 links$/)]);
});

test('a missing argument is told with the number of those that came', async () => {
  class Orders {
    @LinkFrom(2) ship(...orders: unknown[]): void {}
    @LinkFrom((order: undefined) => order) pick(order: undefined): void {}
  }
  new Orders().ship();
  new Orders().ship(1, 2);
  new Orders().pick(undefined);
  expect((await told.of('@LinkFrom')).map((line) => line.split('; ')[1])).toEqual([
    'undefined means that there is no cause, the call has 0 arguments',
    'undefined means that there is no cause, the call has 2 arguments',
    'undefined means that there is no cause',
  ]);
});

test('what a selector left aside is told by its place in words', async () => {
  const read = (source: unknown): unknown => traced(() => 1, { links: () => source as never })();
  read({ 'x-id': { traceparent: A } });
  read([{ body: { traceparent: A } }]);
  read(JSON.stringify({ body: { traceparent: A } }));
  linksFrom({ body: { traceparent: A } } as never);
  expect((await told.of('the source is')).map((line) => line.split('; ').at(-1))).toEqual([
    "its ['x-id'] holds one",
    'its items: body holds one',
    'its body holds one',
    'did you mean (source) => source.body? it holds one',
  ]);
});

test('a span that could not be started is told as one', async () => {
  recordReports();
  const provider = { getTracer: () => ({ startSpan: () => undefined }) } as unknown as TracerProvider;
  trace.disable();
  trace.setGlobalTracerProvider(provider);
  traced(() => 1, { name: 'broken' })();
  trace.disable();
  recordSpans();
  expect(await told.of('runs without a span')).toEqual([
    expect.stringMatching(/ runs without a span, as that could not be started$/),
  ]);
});
