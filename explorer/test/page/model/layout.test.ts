/** Where everything of a picture is, and what is found there. */
import { buildTimelineModel, spanKey } from '../../../page/data/timeline-model';
import { arcCurve, pointAt, visiblePart, barSides, shareAtY, type Curve } from '../../../page/timeline/arc-curve';
import { hitTest } from '../../../page/timeline/hit-test';
import { computeLayout } from '../../../page/timeline/layout';
import { BAR_HEIGHT, LANE_HEADER_HEIGHT } from '../../../page/timeline/geometry';
import { AXIS_HEIGHT, toX, FULL_VIEWPORT } from '../../../page/timeline/viewport';
import { graphAnswer, traceAnswer } from '../fixtures/answers';
import { linkTo, SpanBuilder, makeTraceId } from '../fixtures/spans';
import { buildStory } from '../fixtures/story';

const told = buildStory(1_795_000_000_000_000);
const size = { width: 1_000, height: 4_000 };
const expanded = { collapsed: new Set<string>(), compressWaits: true };

describe('the layout', () => {
  const layout = computeLayout(buildTimelineModel(graphAnswer(told.spans, told.shipment.traceId, 1)), expanded);

  test('has a lane a trace by its start, and the missing one before what refers to it', () => {
    expect(layout.lanes.map(({ lane }) => lane?.name)).toEqual(['Invoices.batch', undefined, 'Shipping.dispatch']);
    for (const [index, { top, height }] of layout.lanes.entries())
      expect(layout.lanes[index + 1]?.top ?? layout.height).toBeGreaterThanOrEqual(top + height);
  });

  test('has an arc for each link between them, broken to what was not received', () => {
    expect(layout.arcs.map(({ link, isBroken, from }) => [link.relation, isBroken, from.bar.isGhost])).toEqual([
      ['scheduled_by', false, false],
      ['carrier_callback', true, true],
    ]);
  });

  test('counts links that lead out of the picture at the bar that carries them', () => {
    const opened = computeLayout(
      buildTimelineModel({
        ...graphAnswer(told.spans, told.batch.traceId, 0),
        links: graphAnswer(told.spans, told.batch.traceId, 1).links,
      }),
      expanded,
    );
    expect(opened.bars.get(spanKey(told.batch))?.causesOutside).toBe(3);
  });

  test('leaves a cause that still works where its effect began', () => {
    const tell = new SpanBuilder();
    const cause = tell.root('cause', 'a', 1_000, 1_000);
    const effect = tell.root('effect', 'b', 1_500, 1_000, { links: [linkTo(cause, 'message')] });
    const [arc] = computeLayout(buildTimelineModel(graphAnswer(tell.spans, effect.traceId, 1)), expanded).arcs;
    expect(arc?.from.place).toBeCloseTo(1 / 3);
    expect(arc?.to.place).toBeCloseTo(1 / 3);
  });

  test('collapses a trace to its root, and leads its links there', () => {
    const collapsed = computeLayout(buildTimelineModel(graphAnswer(told.spans, told.batch.traceId, 1)), {
      ...expanded,
      collapsed: new Set([told.batch.traceId]),
    });
    const lane = collapsed.lanes.find(({ traceId }) => traceId === told.batch.traceId);
    expect(lane?.isCollapsed).toBe(true);
    expect(
      [...collapsed.bars.values()].filter(({ traceId }) => traceId === told.batch.traceId).map(({ label }) => label),
    ).toEqual(['Invoices.batch']);
    expect(
      collapsed.arcs.filter(({ from, isBroken }) => from.bar.label === 'Invoices.batch' && !isBroken),
    ).toHaveLength(1);
  });

  test('draws what of a trace is known where its root was not received', () => {
    const tell = new SpanBuilder();
    const root = tell.root('root', 'a', 0, 10_000);
    tell.child(root, 'first', 1_000, 2_000);
    tell.child(root, 'second', 5_000, 2_000);
    const graph = graphAnswer(tell.spans.slice(1), root.traceId, 0);
    expect(computeLayout(buildTimelineModel(graph), expanded).bars.size).toBe(2);
    const [bar] = computeLayout(buildTimelineModel(graph), {
      ...expanded,
      collapsed: new Set([root.traceId]),
    }).bars.values();
    expect([bar?.label, bar?.from, bar?.to]).toEqual(['first', 0, 1]);
  });
});

describe('under the pointer', () => {
  const layout = computeLayout(buildTimelineModel(graphAnswer(told.spans, told.shipment.traceId, 1)), expanded);
  const hit = (x: number, y: number): ReturnType<typeof hitTest> => hitTest(layout, FULL_VIEWPORT, size, x, y);

  test('is each bar, in its middle', () => {
    for (const bar of layout.bars.values()) {
      const { left, right } = barSides(bar, FULL_VIEWPORT, size);
      expect(hit((left + right) / 2, bar.top + BAR_HEIGHT / 2 + AXIS_HEIGHT)).toEqual({ kind: 'bar', bar });
    }
  });

  test('is a bar that is next to it, and nothing further away', () => {
    const bar = layout.bars.get(spanKey(told.shipment));
    const left = toX(FULL_VIEWPORT, size, bar?.from ?? 0);
    const y = (bar?.top ?? 0) + BAR_HEIGHT / 2 + AXIS_HEIGHT;
    expect(hit(left - 3, y)).toMatchObject({ kind: 'bar', bar: { key: bar?.key } });
    expect(hit(left - 12, y)?.kind).not.toBe('bar');
  });

  test('is an arc along all of its way, and the head of a lane', () => {
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

describe('an arc to what is far away', () => {
  const curve: Curve = [500, 300, 640, 300, 89_860, 9_000, 90_000, 9_000];

  test('is cut to what is near the screen, without another shape', () => {
    const [x1, y1, , , , , x2, y2] = visiblePart(curve, size);
    expect([x1, y1]).toEqual([500, 300]);
    expect(x2).toBeGreaterThan(1_150);
    expect(x2).toBeLessThan(1_250);
    const back = shareAtY(curve, y2);
    expect(pointAt(curve, back).x).toBeCloseTo(x2, 0);
  });

  test('is left as it is where it is near', () => {
    const near: Curve = [10, 10, 60, 10, 300, 90, 350, 90];
    expect(visiblePart(near, size)).toBe(near);
  });
});

describe('a picture', () => {
  test('has what is opened beside it once, one link further away, and misses nothing that is there', () => {
    const graph = graphAnswer(told.spans, told.batch.traceId, 1);
    const model = buildTimelineModel(graph, [
      traceAnswer(told.spans, told.shipment.traceId),
      traceAnswer(told.spans, told.failedCharge.traceId),
      traceAnswer(told.spans, told.retry.traceId),
    ]);
    expect(model.lanes.filter(({ traceId }) => traceId === told.shipment.traceId)).toHaveLength(1);
    expect(model.lanes.find(({ traceId }) => traceId === told.failedCharge.traceId)?.hop).toBe(2);
    expect(new Set(model.spans.map(spanKey)).size).toBe(model.spans.length);
    expect(model.links.every((link) => !('span' in link))).toBe(true);
    expect(model.missing.filter(({ traceId }) => model.lanes.some((lane) => lane.traceId === traceId))).toEqual([]);
  });

  test('marks what an opened trace is linked with, and that was not received', () => {
    const model = buildTimelineModel(graphAnswer(told.spans, told.batch.traceId, 0), [
      traceAnswer(told.spans, told.shipment.traceId),
    ]);
    expect(model.missing).toEqual([{ traceId: makeTraceId(9_001), hop: 2 }]);
  });

  test('says of a lane that it leads on, until all that it is linked with is there', () => {
    const around = graphAnswer(told.spans, told.failedCharge.traceId, 1);
    const retry = (model: ReturnType<typeof buildTimelineModel>): boolean | undefined =>
      model.lanes.find(({ traceId }) => traceId === told.retry.traceId)?.hasMore;
    expect(retry(buildTimelineModel(around))).toBe(true);
    expect(retry(buildTimelineModel(around, [traceAnswer(told.spans, told.batch.traceId)]))).toBe(false);
  });
});
