/** The model and the layout of a timeline, and hit tests in it. */
import { buildTimelineModel, spanKey } from '../../../page/data/timeline-model';
import { arcCurve, pointAt, visiblePart, barSides, shareAtY, type Curve } from '../../../page/timeline/arc-curve';
import { hitTest } from '../../../page/timeline/hit-test';
import { computeLayout } from '../../../page/timeline/layout';
import { BAR_HEIGHT, LANE_HEADER_HEIGHT } from '../../../page/timeline/geometry';
import { AXIS_HEIGHT, toX, FULL_VIEWPORT } from '../../../page/timeline/viewport';
import { graphAnswer, traceAnswer } from '../fixtures/answers';
import { linkTo, SpanBuilder, makeTraceId } from '../fixtures/spans';
import { buildStory } from '../fixtures/story';

const story = buildStory(1_795_000_000_000_000);
const size = { width: 1_000, height: 4_000 };
const expanded = { collapsed: new Set<string>(), compressWaits: true };

describe('Layout', () => {
  const layout = computeLayout(buildTimelineModel(graphAnswer(story.spans, story.shipment.traceId, 1)), expanded);

  test('Lanes are ordered by their start, with a missing trace before the one that refers to it', () => {
    expect(layout.lanes.map(({ lane }) => lane?.name)).toEqual(['Invoices.batch', undefined, 'Shipping.dispatch']);
    for (const [index, { top, height }] of layout.lanes.entries())
      expect(layout.lanes[index + 1]?.top ?? layout.height).toBeGreaterThanOrEqual(top + height);
  });

  test('Each link between lanes has an arc, which is broken if an end was not received', () => {
    expect(layout.arcs.map(({ link, isBroken, from }) => [link.relation, isBroken, from.bar.isGhost])).toEqual([
      ['scheduled_by', false, false],
      ['carrier_callback', true, true],
    ]);
  });

  test('A link that leads out of the timeline is counted at the bar that carries it', () => {
    const opened = computeLayout(
      buildTimelineModel({
        ...graphAnswer(story.spans, story.batch.traceId, 0),
        links: graphAnswer(story.spans, story.batch.traceId, 1).links,
      }),
      expanded,
    );
    expect(opened.bars.get(spanKey(story.batch))?.causesOutside).toBe(3);
  });

  test('An arc leaves a cause that is still active at the start of the effect', () => {
    const builder = new SpanBuilder();
    const cause = builder.root('cause', 'a', 1_000, 1_000);
    const effect = builder.root('effect', 'b', 1_500, 1_000, { links: [linkTo(cause, 'message')] });
    const [arc] = computeLayout(buildTimelineModel(graphAnswer(builder.spans, effect.traceId, 1)), expanded).arcs;
    expect(arc?.from.place).toBeCloseTo(1 / 3);
    expect(arc?.to.place).toBeCloseTo(1 / 3);
  });

  test('A collapsed trace is its root, to which its links lead', () => {
    const collapsed = computeLayout(buildTimelineModel(graphAnswer(story.spans, story.batch.traceId, 1)), {
      ...expanded,
      collapsed: new Set([story.batch.traceId]),
    });
    const lane = collapsed.lanes.find(({ traceId }) => traceId === story.batch.traceId);
    expect(lane?.isCollapsed).toBe(true);
    expect(
      [...collapsed.bars.values()].filter(({ traceId }) => traceId === story.batch.traceId).map(({ label }) => label),
    ).toEqual(['Invoices.batch']);
    expect(
      collapsed.arcs.filter(({ from, isBroken }) => from.bar.label === 'Invoices.batch' && !isBroken),
    ).toHaveLength(1);
  });

  test('A trace without its root is drawn as far as it is known', () => {
    const builder = new SpanBuilder();
    const root = builder.root('root', 'a', 0, 10_000);
    builder.child(root, 'first', 1_000, 2_000);
    builder.child(root, 'second', 5_000, 2_000);
    const graph = graphAnswer(builder.spans.slice(1), root.traceId, 0);
    expect(computeLayout(buildTimelineModel(graph), expanded).bars.size).toBe(2);
    const [bar] = computeLayout(buildTimelineModel(graph), {
      ...expanded,
      collapsed: new Set([root.traceId]),
    }).bars.values();
    expect([bar?.label, bar?.from, bar?.to]).toEqual(['first', 0, 1]);
  });
});

describe('Hit test', () => {
  const layout = computeLayout(buildTimelineModel(graphAnswer(story.spans, story.shipment.traceId, 1)), expanded);
  const hit = (x: number, y: number): ReturnType<typeof hitTest> => hitTest(layout, FULL_VIEWPORT, size, x, y);

  test('A point in the middle of a bar hits that bar', () => {
    for (const bar of layout.bars.values()) {
      const { left, right } = barSides(bar, FULL_VIEWPORT, size);
      expect(hit((left + right) / 2, bar.top + BAR_HEIGHT / 2 + AXIS_HEIGHT)).toEqual({ kind: 'bar', bar });
    }
  });

  test('A point hits a bar close by, but none further away', () => {
    const bar = layout.bars.get(spanKey(story.shipment));
    const left = toX(FULL_VIEWPORT, size, bar?.from ?? 0);
    const y = (bar?.top ?? 0) + BAR_HEIGHT / 2 + AXIS_HEIGHT;
    expect(hit(left - 3, y)).toMatchObject({ kind: 'bar', bar: { key: bar?.key } });
    expect(hit(left - 12, y)?.kind).not.toBe('bar');
  });

  test('A point hits an arc anywhere along its way, and the header of a lane', () => {
    const [arc] = layout.arcs;
    if (arc === undefined) throw new Error('there is an arc');
    const { x, y } = pointAt(arcCurve(arc, FULL_VIEWPORT, size), 0.5);
    expect(hit(x, y + 1)).toEqual({ kind: 'arc', arc });
    expect(shareAtY(arcCurve(arc, FULL_VIEWPORT, size), y)).toBeCloseTo(0.5);
    const box = layout.lanes[2];
    expect(hit(300, (box?.top ?? 0) + LANE_HEADER_HEIGHT / 2 + AXIS_HEIGHT)).toEqual({ kind: 'lane', box });
    expect(hit(300, AXIS_HEIGHT - 2)).toBeUndefined();
  });
});

describe('Clipping an arc', () => {
  const curve: Curve = [500, 300, 640, 300, 89_860, 9_000, 90_000, 9_000];

  test('An arc to a distant bar is cut near the screen, and keeps its shape', () => {
    const [x1, y1, , , , , x2, y2] = visiblePart(curve, size);
    expect([x1, y1]).toEqual([500, 300]);
    expect(x2).toBeGreaterThan(1_150);
    expect(x2).toBeLessThan(1_250);
    const back = shareAtY(curve, y2);
    expect(pointAt(curve, back).x).toBeCloseTo(x2, 0);
  });

  test('An arc near the screen is not cut', () => {
    const near: Curve = [10, 10, 60, 10, 300, 90, 350, 90];
    expect(visiblePart(near, size)).toBe(near);
  });
});

describe('Timeline model', () => {
  test('An opened trace is in the model once, one link further away, and is not missing', () => {
    const graph = graphAnswer(story.spans, story.batch.traceId, 1);
    const model = buildTimelineModel(graph, [
      traceAnswer(story.spans, story.shipment.traceId),
      traceAnswer(story.spans, story.failedCharge.traceId),
      traceAnswer(story.spans, story.retry.traceId),
    ]);
    expect(model.lanes.filter(({ traceId }) => traceId === story.shipment.traceId)).toHaveLength(1);
    expect(model.lanes.find(({ traceId }) => traceId === story.failedCharge.traceId)?.hop).toBe(2);
    expect(new Set(model.spans.map(spanKey)).size).toBe(model.spans.length);
    expect(model.links.every((link) => !('span' in link))).toBe(true);
    expect(model.missing.filter(({ traceId }) => model.lanes.some((lane) => lane.traceId === traceId))).toEqual([]);
  });

  test('A trace that an opened one is linked with, and that was not received, is missing', () => {
    const model = buildTimelineModel(graphAnswer(story.spans, story.batch.traceId, 0), [
      traceAnswer(story.spans, story.shipment.traceId),
    ]);
    expect(model.missing).toEqual([{ traceId: makeTraceId(9_001), hop: 2 }]);
  });

  test('A lane has more links until all traces that it is linked with are in the model', () => {
    const around = graphAnswer(story.spans, story.failedCharge.traceId, 1);
    const retry = (model: ReturnType<typeof buildTimelineModel>): boolean | undefined =>
      model.lanes.find(({ traceId }) => traceId === story.retry.traceId)?.hasMore;
    expect(retry(buildTimelineModel(around))).toBe(true);
    expect(retry(buildTimelineModel(around, [traceAnswer(story.spans, story.batch.traceId)]))).toBe(false);
  });
});
