/** The causal graph around a trace or a span. */
import fc from 'fast-check';
import { readQuestion } from '../../api/questions';
import { createStoreReader } from '../../server/store/store-reader';
import { answerGraph } from '../../server/query/questions/graph';
import { IndexCache } from '../../server/query/index/index-cache';
import { ask, nanosAt, story } from './story';
import { closeAll, openForTest } from '../store/folder';
import { link, span, spanIdOf, traceIdOf } from '../store/spans';
import type { GraphAnswer } from '../../api/answers';
import type { Store } from '../../server/store/open-store';

const lanesOf = (graph: GraphAnswer): Record<string, number> =>
  Object.fromEntries(graph.lanes.map(({ traceId, hop }) => [Number(`0x${traceId}`), hop]));

describe('graph', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openForTest();
    await store.insert(story);
  });
  afterAll(closeAll);

  test('A graph contains the causes and the effects of a trace', async () => {
    const graph = await ask(store, 'graph', `trace=${traceIdOf(3)}`);
    expect(lanesOf(graph)).toEqual({ 1: 1, 2: 1, 3: 0, 4: 1, 5: 2 });
    expect(graph.links.map(({ relation }) => relation).sort()).toEqual([
      'batch_item',
      'batch_item',
      'dead_letter_of',
      'origin',
      'retry_of',
    ]);
    expect(graph.spans).toHaveLength(11);
    expect(graph.isCut).toBe(false);
  });

  test('The causes of a span include those of its callers', async () => {
    const graph = await ask(store, 'graph', `trace=${traceIdOf(4)}&span=${spanIdOf(0x42)}&direction=causes&hops=9`);
    expect(lanesOf(graph)).toEqual({ 4: 0, 3: 1, 1: 2, 2: 2 });
  });

  test('The effects of a span include those of its callees, but not those of its siblings', async () => {
    const failed = await ask(store, 'graph', `trace=${traceIdOf(3)}&span=${spanIdOf(0x32)}&direction=effects&hops=9`);
    expect(lanesOf(failed)).toEqual({ 3: 0, 4: 1, 5: 2 });
    const fulfilled = await ask(
      store,
      'graph',
      `trace=${traceIdOf(3)}&span=${spanIdOf(0x34)}&direction=effects&hops=9`,
    );
    expect(lanesOf(fulfilled)).toEqual({ 3: 0 });
  });

  test('A graph ends after the requested hops, says that it is cut, and marks the lanes with more links', async () => {
    const graph = await ask(store, 'graph', `trace=${traceIdOf(1)}&direction=effects&hops=1`);
    expect(lanesOf(graph)).toEqual({ 1: 0, 3: 1, 5: 1 });
    expect(graph.isCut).toBe(true);
    expect(Object.fromEntries(graph.lanes.map(({ traceId, hasMore }) => [Number(`0x${traceId}`), hasMore]))).toEqual({
      1: false,
      3: true,
      5: true,
    });
  });

  test('A linked trace that was never received is missing', async () => {
    const graph = await ask(store, 'graph', `trace=${traceIdOf(5)}&direction=causes&hops=1`);
    expect(graph.missing).toEqual([{ traceId: traceIdOf(99), hop: 1 }]);
    expect(graph.links.some(({ cause }) => cause.traceId === traceIdOf(99))).toBe(true);
  });

  test('The graph around a trace that was never received contains its effects', async () => {
    const graph = await ask(store, 'graph', `trace=${traceIdOf(99)}`);
    expect(lanesOf(graph)).toEqual({ 5: 1 });
    expect(graph.missing).toEqual([{ traceId: traceIdOf(99), hop: 0 }]);
    await expect(ask(store, 'graph', `trace=${traceIdOf(77)}`)).rejects.toThrow('No span of trace');
  });

  test('The spans at the ends of links are kept if there is no room for all spans', async () => {
    const graph = await ask(store, 'graph', `trace=${traceIdOf(3)}&spans=8`);
    expect(graph.isCut).toBe(true);
    const shown = new Set(graph.spans.map(({ spanId }) => spanId));
    for (const { cause, effect } of graph.links)
      expect([shown.has(cause.spanId), shown.has(effect.spanId)]).toEqual([true, true]);
  });

  test('A limit on traces keeps the nearest ones', async () => {
    const graph = await ask(store, 'graph', `trace=${traceIdOf(3)}&traces=2`);
    expect(graph.lanes).toHaveLength(2);
    expect(graph.lanes.some(({ hop }) => hop === 0)).toBe(true);
    expect(graph.isCut).toBe(true);
  });
});

interface Model {
  /** The parent of each span, by its number; the trace of a span is its number modulo the traces. */
  readonly parents: readonly (number | undefined)[];
  readonly links: readonly { readonly cause: number; readonly effect: number }[];
}

const TRACES = 8;
const model: fc.Arbitrary<Model> = fc.record({
  parents: fc
    .array(fc.option(fc.nat(2), { nil: undefined, freq: 3 }), { minLength: 24, maxLength: 40, size: 'max' })
    .map((ups) =>
      // a span some rows above in the same trace; loops cannot arise here, links make those
      ups.map((up, index) =>
        up === undefined || index - (up + 1) * TRACES < 0 ? undefined : index - (up + 1) * TRACES,
      ),
    ),
  // some causes were never received: of known traces, and of others
  links: fc.array(fc.record({ cause: fc.nat(43), effect: fc.nat(39) }), { minLength: 4, maxLength: 40, size: 'max' }),
});

/** Finds the traces of a graph span by span. */
function naive(
  { parents, links }: Model,
  center: number,
  direction: 'causes' | 'effects',
  hops: number,
): { traces: Map<number, number>; isCut: boolean } {
  const isWithin = (span: number, outer: number): boolean =>
    span === outer || (parents[span] !== undefined && isWithin(parents[span], outer));
  const traces = new Map([[center % TRACES, 0]]);
  const known = links.filter(({ effect }) => effect < parents.length);
  let frontier = new Set([center]);
  const visited = new Set<number>();
  let isCut = false;
  for (let hop = 0; frontier.size > 0; hop += 1) {
    const next = new Set<number>();
    for (const from of frontier) {
      visited.add(from);
      for (const { cause, effect } of known) {
        const [near, far] = direction === 'effects' ? [cause, effect] : [effect, cause];
        if (!(direction === 'effects' ? isWithin(near, from) : isWithin(from, near))) continue;
        if (hop >= hops) isCut ||= !traces.has(far % TRACES);
        else {
          if (!traces.has(far % TRACES)) traces.set(far % TRACES, hop + 1);
          if (!visited.has(far)) next.add(far);
        }
      }
    }
    frontier = next;
  }
  return { traces, isCut };
}

test('Lanes are in the order of their starts, and those that start together in that of their ids', async () => {
  const store = await openForTest();
  await store.insert([
    span(5, 1, { time: nanosAt(20), links: [link(7, 2), link(6, 3), link(4, 4)] }),
    span(7, 2, { time: nanosAt(10) }),
    span(6, 3, { time: nanosAt(10) }),
    span(4, 4, { time: nanosAt(30) }),
  ]);
  const { lanes } = await ask(store, 'graph', `trace=${traceIdOf(5)}&clocks=measured`);
  expect(lanes.map(({ traceId }) => traceId)).toEqual([6, 7, 5, 4].map(traceIdOf));
  await closeAll();
});

test('The graph of random links, with cycles and gaps, is the one that a naive walk finds', async () => {
  const store = await openForTest();
  let runs = 0;
  const seen = new Set<string>();
  try {
    await fc.assert(
      fc.asyncProperty(
        model,
        fc.nat(39),
        fc.constantFrom('causes', 'effects'),
        fc.nat(6),
        fc.nat(20),
        async (given, at, direction, hops, maxRows) => {
          runs += 1;
          // ids of its own for each run, so that one store serves all runs
          const base = runs * 0x1000;
          const center = at % given.parents.length;
          await store.insert(
            given.parents.map((parent, index) =>
              span(base + (index % TRACES), base + index, {
                parentSpanId: parent === undefined ? '' : spanIdOf(base + parent),
                links: given.links
                  .filter(({ effect }) => effect === index)
                  .map(({ cause }) => link(base + (cause % TRACES), base + cause)),
              }),
            ),
          );
          const query =
            `trace=${traceIdOf(base + (center % TRACES))}&span=${spanIdOf(base + center)}` +
            `&direction=${direction}&hops=${hops}`;
          const graph = await ask(store, 'graph', query);
          // the same if some hops are too much for one query
          const reader = createStoreReader(store);
          const params = readQuestion('graph', new URLSearchParams(query));
          expect(await answerGraph(reader, params, new IndexCache(reader, { rows: maxRows }))).toEqual(graph);
          const expected = naive(given, center, direction, hops);
          if (expected.isCut) seen.add('cut');
          if (expected.traces.size > 2) seen.add('far');
          const found = [...graph.lanes, ...graph.missing].map(
            ({ traceId, hop }) => [Number(`0x${traceId}`) - base, hop] as const,
          );
          expect(new Map([...found].sort(([a], [b]) => a - b))).toEqual(
            new Map([...expected.traces].sort(([a], [b]) => a - b)),
          );
          expect(graph.isCut).toBe(expected.isCut);
          const between = given.links.filter(
            ({ cause, effect }) =>
              effect < given.parents.length &&
              expected.traces.has(cause % TRACES) &&
              expected.traces.has(effect % TRACES),
          );
          expect(graph.links).toHaveLength(between.length);
        },
      ),
      { numRuns: 100 },
    );
    // the random graphs were interesting enough
    expect([...seen].sort()).toEqual(['cut', 'far']);
  } finally {
    await closeAll();
  }
});
