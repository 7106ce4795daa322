/** What is on the screen stays there when a timeline grows. */
import type { SpanSummary, Lane } from '../../../api/answers';
import type { TimelineModel } from '../../../page/data/timeline-model';
import type { Layout } from '../../../page/timeline/geometry';
import { keepPlace } from '../../../page/timeline/keep-place';
import { computeLayout } from '../../../page/timeline/layout';

const trace = (traceId: string, start: number, duration: number): { lane: Lane; span: SpanSummary } => {
  const common = { traceId, name: traceId, service: 's', start, duration };
  return {
    lane: {
      ...common,
      rootSpanId: 'r',
      services: ['s'],
      spans: 1,
      errors: 0,
      linksOut: 0,
      linksIn: 0,
      hop: 0,
      hasMore: false,
    },
    span: { ...common, spanId: 'r', kind: 'internal', status: 'unset' },
  };
};

function layoutOf(traces: readonly ReturnType<typeof trace>[], more: readonly SpanSummary[] = []): Layout {
  const model: TimelineModel = {
    lanes: traces.map(({ lane }) => lane).toSorted((one, other) => one.start - other.start),
    spans: [...traces.map(({ span }) => span), ...more],
    links: [],
    missing: [],
    cutBy: [],
  };
  return computeLayout(model, { collapsed: new Set(), compressWaits: false });
}

const child = (traceId: string, spanId: string, start: number, duration: number): SpanSummary => ({
  traceId,
  spanId,
  parentSpanId: 'r',
  name: spanId,
  service: 's',
  kind: 'internal',
  status: 'unset',
  start,
  duration,
});

describe('Viewport of a growing timeline', () => {
  const [a, b, c] = [trace('a', 1_000, 1_000), trace('b', 2_000, 1_000), trace('c', 3_000, 1_000)];

  test('The same times stay on the screen when earlier and later traces come', () => {
    const before = layoutOf([a, b]);
    const after = layoutOf([trace('0', 0, 500), a, b, c]);
    const { from, to } = keepPlace({ from: 0.25, to: 0.5, top: 0 }, before, after);
    expect(after.scale.time(from)).toBeCloseTo(1_500);
    expect(after.scale.time(to)).toBeCloseTo(2_000);
  });

  test('The whole time stays the whole', () => {
    expect(keepPlace({ from: 0, to: 1, top: 0 }, layoutOf([a]), layoutOf([a, b, c]))).toEqual({
      from: 0,
      to: 1,
      top: 0,
    });
  });

  test('A viewport is not moved by rounding', () => {
    const viewport = { from: 0.123456789, to: 0.2, top: 0 };
    expect(keepPlace(viewport, layoutOf([a, b]), layoutOf([a, b], [child('a', 'x', 1_200, 10)]))).toEqual(viewport);
  });

  test('The row at the top stays there when a trace comes above it, and when rows do', () => {
    const before = layoutOf([a, b, c]);
    const top = (before.bars.get('c:r')?.top ?? 0) + 5;
    for (const after of [
      layoutOf([trace('0', 0, 500), a, b, c]),
      layoutOf([a, b, c], [child('a', 'x', 1_100, 100), child('b', 'y', 2_100, 100)]),
    ])
      expect(keepPlace({ from: 0, to: 1, top }, before, after).top).toBe((after.bars.get('c:r')?.top ?? 0) + 5);
  });

  test('If that row has gone, its trace stays, and a timeline at its beginning shows what comes there', () => {
    const before = layoutOf([a, b], [child('b', 'x', 2_100, 100)]);
    const after = layoutOf([trace('0', 0, 500), a, b]);
    const lane = (layout: Layout): number => layout.lanes.find(({ traceId }) => traceId === 'b')?.top ?? 0;
    const { top } = keepPlace({ from: 0, to: 1, top: before.bars.get('b:x')?.top ?? 0 }, before, after);
    expect(top).toBeGreaterThanOrEqual(lane(after));
    expect(keepPlace({ from: 0, to: 1, top: 0 }, before, after).top).toBe(0);
  });
});
