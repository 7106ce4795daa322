/** Traces and spans, with the links in both directions. */
import { ask, micros, spanOf, story, traceOf } from './story';
import { closeAll, openForTest } from '../store/folder';
import { link, span } from '../store/spans';
import type { Store } from '../../server/store/open-store';

describe('a trace', () => {
  let store: Store;
  beforeAll(async () => {
    store = await openForTest();
    await store.insert(story);
    // a batch that was sent again
    await store.insert(story.slice(0, 5));
  });
  afterAll(closeAll);

  test('is answered with its spans in the order of their start, each once though it was sent twice', async () => {
    const { spans, trace, isCut } = await ask(store, 'trace', '', { trace: traceOf(3) });
    expect(spans.map(({ name }) => name)).toEqual(['process', 'fulfil', 'charge', 'fulfil']);
    expect(isCut).toBe(false);
    expect(trace).toEqual({
      traceId: traceOf(3),
      rootSpanId: spanOf(0x31),
      name: 'process',
      service: 'worker',
      services: ['payments', 'worker'],
      start: micros(100),
      duration: 100_000,
      spans: 4,
      errors: 2,
      linksOut: 2,
      linksIn: 1,
    });
  });

  test('has the links out of it and into it, with the spans at the other end', async () => {
    const { links } = await ask(store, 'trace', '', { trace: traceOf(3) });
    expect(links.map(({ relation, span: end }) => [relation, end?.name, end?.traceId])).toEqual([
      ['batch_item', 'place', traceOf(1)],
      ['batch_item', 'place', traceOf(2)],
      ['retry_of', 'retry', traceOf(4)],
    ]);
  });

  test('says of a span what it was caused by and what it led to', async () => {
    const place = await ask(store, 'span', '', { trace: traceOf(1), span: spanOf(0x12) });
    expect(place).toMatchObject({
      name: 'place',
      kind: 'producer',
      parentSpanId: spanOf(0x11),
      attributes: { 'order.id': '42', 'job.id': 'a=b' },
      scope: { name: 'test', version: '1.0' },
    });
    expect(place.causedBy).toEqual({ total: 0, ends: [] });
    expect(place.ledTo.ends.map(({ relation, span: end }) => [relation, end?.name])).toEqual([
      ['batch_item', 'process'],
      ['origin', 'bury'],
    ]);

    const bury = await ask(store, 'span', '', { trace: traceOf(5), span: spanOf(0x51) });
    expect(bury.causedBy.ends.map(({ relation, span: end, attributes }) => [relation, end?.name, attributes])).toEqual([
      ['origin', 'place', { 'spanlink.relation': 'origin' }],
      ['dead_letter_of', 'retry', { 'spanlink.relation': 'dead_letter_of' }],
      [undefined, undefined, { note: 'never received' }],
    ]);
    expect(bury).toMatchObject({
      attributes: { text: `'"\\\n<script>` },
      traceState: 'a=1',
      events: [{ name: 'buried', time: micros(3005), attributes: { depth: '6' } }],
    });
  });

  test('that was never received is an error that says so, and tells of links to it', async () => {
    await expect(ask(store, 'trace', '', { trace: traceOf(99) })).rejects.toThrow(
      `No span of trace ${traceOf(99)} was received.`,
    );
    await expect(ask(store, 'span', '', { trace: traceOf(99), span: spanOf(0x991) })).rejects.toThrow(
      'but 1 links to it',
    );
  });

  test('is cut at the bounds that were asked for, and says so', async () => {
    const cut = await ask(store, 'trace', 'spans=2&links=1', { trace: traceOf(3) });
    expect([cut.spans.length, cut.links.length, cut.isCut, cut.trace.spans]).toEqual([2, 1, true, 4]);
  });
});

test('A span with 100,000 links to it is answered with some of them, and with how many there are', async () => {
  const store = await openForTest();
  try {
    await store.insert([span(1, 1)]);
    await store.insert(
      Array.from({ length: 100_000 }, (_, index) => span(1000 + index, index + 10, { links: [link(1, 1)] })),
    );
    const { ledTo } = await ask(store, 'span', 'links=50', { trace: traceOf(1), span: spanOf(1) });
    expect([ledTo.total, ledTo.ends.length, ledTo.ends.every((end) => end.span !== undefined)]).toEqual([
      100_000,
      50,
      true,
    ]);
    const graph = await ask(store, 'graph', `trace=${traceOf(1)}&traces=30`);
    expect([graph.lanes.length, graph.links.length, graph.isCut]).toEqual([30, 29, true]);
    const { links, trace, isCut } = await ask(store, 'trace', 'links=100', { trace: traceOf(1) });
    expect([links.length, trace.linksIn, isCut]).toEqual([100, 100_000, true]);
    const search = await ask(store, 'search', `causedBy.trace=${traceOf(1)}&limit=5`);
    expect([search.traces.length, search.isCut]).toEqual([5, true]);
  } finally {
    await closeAll();
  }
});

test('A trace with more spans than a graph reads leaves room for the others, and keeps the spans at the ends of its links', async () => {
  const store = await openForTest();
  try {
    // the last of its spans is the one that is linked, and its root comes first
    await store.insert(
      Array.from({ length: 120_000 }, (_, index) =>
        span(1, index + 1, index === 0 ? {} : { parentSpanId: spanOf(1), duration: 0n }),
      ),
    );
    await store.insert([
      span(2, 200_001, { links: [link(1, 120_000)] }),
      span(3, 200_002, { links: [link(2, 200_001)] }),
    ]);
    const graph = await ask(store, 'graph', `trace=${traceOf(3)}&spans=100`);
    expect(graph.lanes.map(({ traceId, spans, hop }) => [traceId, spans, hop])).toEqual([
      [traceOf(1), 120_000, 2],
      [traceOf(2), 1, 1],
      [traceOf(3), 1, 0],
    ]);
    expect([graph.isCut, graph.spans.length]).toEqual([true, 100]);
    const shown = graph.spans.map(({ spanId }) => spanId);
    for (const number of [1, 120_000, 200_001, 200_002]) expect(shown).toContain(spanOf(number));
    const trace = await ask(store, 'trace', 'spans=50000', { trace: traceOf(1) });
    expect([trace.spans.length, trace.trace.spans, trace.isCut]).toEqual([50_000, 120_000, true]);
  } finally {
    await closeAll();
  }
});
