/** Spans that were sent again, differently: every answer is that of a store which has only their latest forms. */
import fc from 'fast-check';
import type { QuestionName } from '../../api/questions';
import { readQuestion } from '../../api/questions';
import { EXPORT } from '../../api/export';
import { readParameters } from '../../api/read-parameters';
import { exportGraph } from '../../server/query/export/export-graph';
import { IndexCache } from '../../server/query/index/index-cache';
import { answerGraph } from '../../server/query/questions/graph';
import { createStoreReader } from '../../server/store/store-reader';
import type { Store } from '../../server/store/open-store';
import type { SpanRow } from '../../server/store/span-row';
import { closeAll, openForTest } from '../store/folder';
import { link, span, spanIdOf, START, traceIdOf } from '../store/spans';
import { ask } from './story';

afterEach(closeAll);

const MS = 1_000_000n;
const TRACES = [1, 2, 3];
const IDS = [1, 2, 3, 4];

const run = { 'spanlink.workflow.name': 'w', 'spanlink.workflow.run_id': 'r', 'spanlink.stage.name': 's' };

/** What differs between the forms of a span. */
const form = fc.record({
  name: fc.constantFrom('a', 'b', 'c'),
  status: fc.constantFrom('Unset', 'Ok', 'Error'),
  duration: fc.constantFrom(1n, 5n, 900n).map((ms) => ms * MS),
  attributes: fc.constantFrom({}, { key: '1' }, { key: '2', other: '1' }, run),
  parentSpanId: fc.option(fc.constantFrom(...IDS).map(spanIdOf), { nil: '', freq: 2 }),
  links: fc.array(
    fc
      .tuple(fc.constantFrom(...TRACES), fc.constantFrom(...IDS), fc.constantFrom({}, { 'link.name': 'after' }))
      .map(([trace, id, attributes]) => link(trace, id, attributes)),
    { maxLength: 3 },
  ),
});

const sent = fc
  .array(
    fc.record({
      trace: fc.constantFrom(...TRACES),
      id: fc.constantFrom(...IDS),
      service: fc.constantFrom('x', 'y'),
      kind: fc.constantFrom('Client', 'Server'),
      at: fc.nat(3),
      forms: fc.array(form, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 4, maxLength: 14, size: 'max' },
  )
  .map((spans): SpanRow[] => {
    const rows = spans.flatMap(({ trace, id, service, kind, at, forms }) =>
      forms.map((fields) => ({
        ...span(trace, id, { ...fields, service, kind, resource: {} }),
        time: START + BigInt(at) * 10n * MS,
      })),
    );
    return rows.map((row, index) => ({ ...row, received: START + 1000n * MS + BigInt(index) * MS }));
  });

const latestOf = (rows: readonly SpanRow[]): SpanRow[] => [
  ...new Map(rows.map((row) => [[row.traceId, row.spanId, row.time, row.service, row.kind].join(), row])).values(),
];

const SEARCHES = [
  '',
  'name=a',
  'name=*a*',
  'status=error',
  'minDuration=5ms',
  'maxDuration=1ms&service=x',
  'attribute=key%3D1',
  'attribute=key&status=ok',
  'causedBy.status=error',
  'causedBy.attribute=key%3D2&hops=1',
  'ledTo.name=b',
  `ledTo.trace=${traceIdOf(1)}&ledTo.span=${spanIdOf(1)}`,
  `causedBy.trace=${traceIdOf(2)}&causedBy.status=ok`,
];

async function pagesOf(store: Store, query: string): Promise<unknown[]> {
  const pages: unknown[] = [];
  for (let before: string | undefined = ''; before !== undefined && pages.length < 9;) {
    const page: Awaited<ReturnType<typeof ask<'search'>>> = await ask(
      store,
      'search',
      `${query}&limit=1${before && `&before=${before}`}`.replace(/^&/, ''),
    );
    pages.push(page.traces);
    before = page.next;
  }
  return pages.flat();
}

/** Returns the spans of an export, in any order. */
async function exportedSpans(store: Store, query: string): Promise<string[]> {
  const params = readParameters('export', EXPORT.parameters, new URLSearchParams(query));
  const { lines } = await exportGraph(createStoreReader(store), params);
  const spans: string[] = [];
  for await (const line of lines) {
    const { resourceSpans } = JSON.parse(line) as { resourceSpans: Exported[] };
    for (const { resource, scopeSpans } of resourceSpans)
      for (const scope of scopeSpans) spans.push(...scope.spans.map((one) => JSON.stringify([resource, one])));
  }
  return spans.sort();
}

interface Exported {
  readonly resource: object;
  readonly scopeSpans: readonly { readonly spans: readonly object[] }[];
}

/** Asks all questions whose answers forms could change. */
async function answersOf(store: Store): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  const add = async (name: QuestionName, query = '', inPath: Record<string, string> = {}): Promise<void> => {
    answers[`${name} ${query} ${Object.values(inPath).join(' ')}`] = await ask(store, name, query, inPath).catch(
      String,
    );
  };
  for (const query of SEARCHES) {
    await add('search', query);
    answers[`pages of ${query}`] = await pagesOf(store, query);
  }
  for (const number of TRACES) {
    const trace = traceIdOf(number);
    await add('trace', '', { trace });
    await add('chain', `trace=${trace}&end=last`);
    for (const bounds of ['', '&direction=effects&hops=1', '&direction=causes&hops=1&links=2']) {
      const query = `trace=${trace}${bounds}`;
      await add('graph', query);
      const reader = createStoreReader(store);
      // the same if the engine has to find what counts
      const cache = new IndexCache(reader, { rows: 0 });
      answers[`engine ${query}`] = await answerGraph(
        reader,
        readQuestion('graph', new URLSearchParams(query)),
        cache,
      ).catch(String);
    }
    answers[`export ${trace}`] = await exportedSpans(store, `trace=${trace}`).catch(String);
    for (const id of IDS) await add('span', '', { trace, span: spanIdOf(id) });
    await add('span', 'nth=2&links=1', { trace, span: spanIdOf(2) });
  }
  await add('facets');
  await add('facets', 'service=x');
  await add('services', `since=0`);
  await add('runs');
  await add('run', '', { workflow: 'w', run: 'r' });
  return answers;
}

test('Answers about random spans that were sent again are those about their latest forms', async () => {
  const store = await openForTest();
  const { traces, index } = store.tables;
  const empty = async (): Promise<void> => {
    for (const table of [traces, index]) await store.query(`TRUNCATE TABLE ${table}`);
  };
  let changed = 0;
  await fc.assert(
    fc.asyncProperty(
      sent,
      fc.array(fc.nat(), { minLength: 42, maxLength: 42 }),
      fc.boolean(),
      async (rows, order, isMerged) => {
        await empty();
        const latest = latestOf(rows);
        changed += rows.length - latest.length;
        const shuffled = rows
          .map((row, at) => ({ row, place: order[at] ?? 0 }))
          .sort((a, b) => a.place - b.place)
          .map(({ row }) => row);
        const half = Math.ceil(shuffled.length / 2);
        for (const part of [shuffled.slice(0, half), shuffled.slice(half)])
          if (part.length > 0) await store.insert(part);
        if (isMerged) await store.query(`OPTIMIZE TABLE ${index} FINAL`);
        const answers = await answersOf(store);
        await empty();
        await store.insert(latest);
        expect(answers).toEqual(await answersOf(store));
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 6) },
  );
  // the random spans were interesting enough
  expect(changed).toBeGreaterThan(0);
}, 240_000);
