/** Times of several services on the page: gaps that are never negative, and clocks that are moved together. */
import { adjustGraph, toClockOffsets } from '../../../api/adjust-clocks';
import { estimateClockOffsets } from '../../../api/clock-offsets';
import { causalGap } from '../../../page/data/causal-gap';
import { buildTimelineModel, spanKey } from '../../../page/data/timeline-model';
import { computeLayout } from '../../../page/timeline/layout';
import { graphAnswer, spanSummary, traceAnswer } from '../fixtures/answers';
import { linkTo, SpanBuilder } from '../fixtures/spans';

test.each([
  ['after its end, it waited', 150, { kind: 'wait', time: 50 }],
  ['at its end, it waited no time', 100, { kind: 'wait', time: 0 }],
  ['during it, it did not wait', 60, { kind: 'during', time: 40 }],
  ['at its start, no clock is wrong', 0, { kind: 'during', time: 100 }],
  ['before its start, a clock is wrong', -30, { kind: 'skew', time: 30 }],
])('If an effect starts after its cause %s', (_, start, gap) => {
  const builder = new SpanBuilder();
  const cause = spanSummary(builder.root('cause', 'a', 1_000, 100));
  expect(causalGap(cause, { ...cause, start: 1_000 + start })).toEqual(gap);
});

describe('a timeline whose clocks contradict each other', () => {
  const builder = new SpanBuilder();
  const HOUR = 3_600_000_000;
  const first = builder.root('first', 'shop', 10 * HOUR, 2_000);
  const second = builder.root('second', 'worker', 11 * HOUR, 1_000, { links: [linkTo(first, 'message')] });
  const inner = builder.child(second, 'inner', 100, 200);
  const third = builder.root('third', 'mail', 10 * HOUR + 5_000, 1_000, { links: [linkTo(second, 'message')] });
  const opened = builder.root('fourth', 'worker', 11 * HOUR + 9_000, 1_000, { links: [linkTo(third, 'message')] });
  const measured = buildTimelineModel(graphAnswer(builder.spans.slice(0, 4), first.traceId, 5), [
    traceAnswer(builder.spans, opened.traceId),
  ]);

  test('Adjusted, the service whose clock is wrong is moved in all traces, also in opened ones', () => {
    const { clockOffsets = [], spans } = adjustGraph(measured, 'adjusted');
    expect(clockOffsets.map(({ service }) => service)).toEqual(['worker']);
    const offset = toClockOffsets(clockOffsets).get('worker') ?? 0;
    const starts = new Map(spans.map((span) => [spanKey(span), span.start]));
    for (const span of builder.spans)
      expect(starts.get(spanKey(span))).toBe(span.start + (span.service === 'worker' ? offset : 0));
    expect(starts.get(spanKey(inner)) ?? 0).toBeGreaterThan(starts.get(spanKey(first)) ?? 0);
  });

  test('Measured, nothing is moved, but what would be is known', () => {
    const model = adjustGraph(measured, 'measured');
    expect(model.spans).toEqual(measured.spans);
    expect(model.clockOffsets?.map(({ service }) => service)).toEqual(['worker']);
  });

  test('Adjusted, lanes are where their spans are, in the order of causes, and no arc runs back in time', () => {
    const model = adjustGraph(measured, 'adjusted');
    expect(model.lanes.map(({ name }) => name)).toEqual(['first', 'second', 'third', 'fourth']);
    for (const lane of model.lanes)
      expect(lane.start).toBe(
        Math.min(...model.spans.filter((span) => span.traceId === lane.traceId).map((s) => s.start)),
      );
    const { arcs } = computeLayout(model, { collapsed: new Set(), compressWaits: true });
    expect(arcs).toHaveLength(3);
    for (const { from, to } of arcs) expect(to.place).toBeGreaterThanOrEqual(from.place);
  });
});

test('Of different spans of one id, links and calls bound the clock of the first, not of another service', () => {
  const builder = new SpanBuilder();
  const cause = spanSummary(builder.root('cause', 'shop', 1_000, 100));
  const client = { ...spanSummary(builder.root('send', 'mail', 900, 100)), kind: 'client' as const };
  const relayed = { ...client, service: 'relay', kind: 'server' as const, start: 940 };
  const server = { ...relayed, nth: 2 };
  const callee = { ...relayed, spanId: 'c'.repeat(16), parentSpanId: client.spanId, start: 930 };
  const link = { cause, effect: client, attributes: {} };
  expect(estimateClockOffsets([cause, client, server, callee], [link])).toEqual([{ service: 'mail', offset: 100 }]);
  expect(estimateClockOffsets([server, client], [])).toEqual([]);
});
