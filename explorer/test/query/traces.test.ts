/** Traces and spans, with their links in both directions. */
import { ask, microsAt, story } from './story';
import { closeAll, openForTest } from '../store/folder';
import { link, span, spanIdOf, traceIdOf } from '../store/spans';
import type { Store } from '../../server/store/open-store';

describe('trace and span', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openForTest();
    await store.insert(story);
    // a batch that was sent again
    await store.insert(story.slice(0, 5));
  });
  afterAll(closeAll);

  test('A trace has its spans sorted by start, each once even if it was sent twice', async () => {
    const { spans, trace, isCut } = await ask(store, 'trace', '', { trace: traceIdOf(3) });
    expect(spans.map(({ name }) => name)).toEqual(['process', 'fulfil', 'charge', 'fulfil']);
    expect(isCut).toBe(false);
    expect(trace).toEqual({
      traceId: traceIdOf(3),
      rootSpanId: spanIdOf(0x31),
      name: 'process',
      service: 'worker',
      services: ['payments', 'worker'],
      start: microsAt(100),
      duration: 100_000,
      spans: 4,
      errors: 2,
      linksOut: 2,
      linksIn: 1,
    });
  });

  test('A trace has its links in both directions, with the spans at the other ends', async () => {
    const { links } = await ask(store, 'trace', '', { trace: traceIdOf(3) });
    expect(links.map(({ relation, span: end }) => [relation, end?.name, end?.traceId])).toEqual([
      ['batch_item', 'place', traceIdOf(1)],
      ['batch_item', 'place', traceIdOf(2)],
      ['retry_of', 'retry', traceIdOf(4)],
    ]);
  });

  test('A span has its causes and its effects', async () => {
    const place = await ask(store, 'span', '', { trace: traceIdOf(1), span: spanIdOf(0x12) });
    expect(place).toMatchObject({
      name: 'place',
      kind: 'producer',
      parentSpanId: spanIdOf(0x11),
      attributes: { 'order.id': '42', 'job.id': 'a=b' },
      scope: { name: 'test', version: '1.0' },
    });
    expect(place.causedBy).toEqual({ total: 0, ends: [] });
    expect(place.ledTo.ends.map(({ relation, span: end }) => [relation, end?.name])).toEqual([
      ['batch_item', 'process'],
      ['origin', 'bury'],
    ]);

    const bury = await ask(store, 'span', '', { trace: traceIdOf(5), span: spanIdOf(0x51) });
    expect(bury.causedBy.ends.map(({ relation, span: end, attributes }) => [relation, end?.name, attributes])).toEqual([
      ['origin', 'place', { 'spanlink.relation': 'origin' }],
      ['dead_letter_of', 'retry', { 'spanlink.relation': 'dead_letter_of' }],
      [undefined, undefined, { note: 'never received' }],
    ]);
    expect(bury).toMatchObject({
      attributes: { text: `'"\\\n<script>` },
      traceState: 'a=1',
      events: [{ name: 'buried', time: microsAt(3005), attributes: { depth: '6' } }],
    });
  });

  test('A trace or span that was never received is an error, which tells of links to it', async () => {
    await expect(ask(store, 'trace', '', { trace: traceIdOf(99) })).rejects.toThrow(
      `No span of trace ${traceIdOf(99)} was received.`,
    );
    await expect(ask(store, 'span', '', { trace: traceIdOf(99), span: spanIdOf(0x991) })).rejects.toThrow(
      'but 1 links to it',
    );
  });

  test('A trace is cut at the requested limits, and says so', async () => {
    const cut = await ask(store, 'trace', 'spans=2&links=1', { trace: traceIdOf(3) });
    expect([cut.spans.length, cut.links.length, cut.isCut, cut.trace.spans]).toEqual([2, 1, true, 4]);
  });
});

test('A span with 100,000 links to it is answered with some of them and their total', async () => {
  const store = await openForTest();
  try {
    await store.insert([span(1, 1)]);
    await store.insert(
      Array.from({ length: 100_000 }, (_, index) => span(1000 + index, index + 10, { links: [link(1, 1)] })),
    );
    const { ledTo } = await ask(store, 'span', 'links=50', { trace: traceIdOf(1), span: spanIdOf(1) });
    expect([ledTo.total, ledTo.ends.length, ledTo.ends.every((end) => end.span !== undefined)]).toEqual([
      100_000,
      50,
      true,
    ]);
    const graph = await ask(store, 'graph', `trace=${traceIdOf(1)}&traces=30`);
    expect([graph.lanes.length, graph.links.length, graph.isCut]).toEqual([30, 29, true]);
    const { links, trace, isCut } = await ask(store, 'trace', 'links=100', { trace: traceIdOf(1) });
    expect([links.length, trace.linksIn, isCut]).toEqual([100, 100_000, true]);
    const search = await ask(store, 'search', `causedBy.trace=${traceIdOf(1)}&limit=5`);
    expect([search.traces.length, search.isCut]).toEqual([5, true]);
  } finally {
    await closeAll();
  }
});

test('A trace with too many spans for a graph leaves room for other traces, and keeps its linked spans', async () => {
  const store = await openForTest();
  try {
    // the last of its spans is the one that is linked, and its root comes first
    await store.insert(
      Array.from({ length: 120_000 }, (_, index) =>
        span(1, index + 1, index === 0 ? {} : { parentSpanId: spanIdOf(1), duration: 0n }),
      ),
    );
    await store.insert([
      span(2, 200_001, { links: [link(1, 120_000)] }),
      span(3, 200_002, { links: [link(2, 200_001)] }),
    ]);
    const graph = await ask(store, 'graph', `trace=${traceIdOf(3)}&spans=100`);
    expect(graph.lanes.map(({ traceId, spans, hop }) => [traceId, spans, hop])).toEqual([
      [traceIdOf(1), 120_000, 2],
      [traceIdOf(2), 1, 1],
      [traceIdOf(3), 1, 0],
    ]);
    expect([graph.isCut, graph.spans.length]).toEqual([true, 100]);
    const shown = graph.spans.map(({ spanId }) => spanId);
    for (const number of [1, 120_000, 200_001, 200_002]) expect(shown).toContain(spanIdOf(number));
    const trace = await ask(store, 'trace', 'spans=50000', { trace: traceIdOf(1) });
    expect([trace.spans.length, trace.trace.spans, trace.isCut]).toEqual([50_000, 120_000, true]);
  } finally {
    await closeAll();
  }
});
