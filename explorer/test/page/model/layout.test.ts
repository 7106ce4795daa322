/** Where everything of a picture is, and what is found there. */
import { paint, spanKey } from '../../../page/data/timeline-model';
import { curveOf, pointOn, seenPart, sidesOf, yAt, type Curve } from '../../../page/timeline/arc-curve';
import { hitAt } from '../../../page/timeline/hit-test';
import { layout } from '../../../page/timeline/layout';
import { BAR, HEAD } from '../../../page/timeline/geometry';
import { AXIS, toX, WHOLE } from '../../../page/timeline/viewport';
import { graphAnswer, traceAnswer } from '../fixtures/answers';
import { because, Teller, traceIdOf } from '../fixtures/spans';
import { story } from '../fixtures/story';

const told = story(1_795_000_000_000_000);
const size = { width: 1_000, height: 4_000 };
const none = { collapsed: new Set<string>(), squeeze: true };

describe('the layout', () => {
  const laid = layout(paint(graphAnswer(told.spans, told.shipment.traceId, 1)), none);

  test('has a lane a trace by its start, and the missing one before what refers to it', () => {
    expect(laid.lanes.map(({ lane }) => lane?.name)).toEqual(['Invoices.batch', undefined, 'Shipping.dispatch']);
    for (const [index, { top, height }] of laid.lanes.entries())
      expect(laid.lanes[index + 1]?.top ?? laid.height).toBeGreaterThanOrEqual(top + height);
  });

  test('has an arc for each link between them, broken to what was not received', () => {
    expect(laid.arcs.map(({ link, isBroken, from }) => [link.relation, isBroken, from.bar.isGhost])).toEqual([
      ['scheduled_by', false, false],
      ['carrier_callback', true, true],
    ]);
  });

  test('counts links that lead out of the picture at the bar that carries them', () => {
    const opened = layout(
      paint({
        ...graphAnswer(told.spans, told.batch.traceId, 0),
        links: graphAnswer(told.spans, told.batch.traceId, 1).links,
      }),
      none,
    );
    expect(opened.bars.get(spanKey(told.batch))?.causesOutside).toBe(3);
  });

  test('leaves a cause that still works where its effect began', () => {
    const tell = new Teller();
    const cause = tell.root('cause', 'a', 1_000, 1_000);
    const effect = tell.root('effect', 'b', 1_500, 1_000, { links: [because(cause, 'message')] });
    const [arc] = layout(paint(graphAnswer(tell.spans, effect.traceId, 1)), none).arcs;
    expect(arc?.from.place).toBeCloseTo(1 / 3);
    expect(arc?.to.place).toBeCloseTo(1 / 3);
  });

  test('collapses a trace to its root, and leads its links there', () => {
    const collapsed = layout(paint(graphAnswer(told.spans, told.batch.traceId, 1)), {
      ...none,
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
    const tell = new Teller();
    const root = tell.root('root', 'a', 0, 10_000);
    tell.child(root, 'first', 1_000, 2_000);
    tell.child(root, 'second', 5_000, 2_000);
    const graph = graphAnswer(tell.spans.slice(1), root.traceId, 0);
    expect(layout(paint(graph), none).bars.size).toBe(2);
    const [bar] = layout(paint(graph), { ...none, collapsed: new Set([root.traceId]) }).bars.values();
    expect([bar?.label, bar?.from, bar?.to]).toEqual(['first', 0, 1]);
  });
});

describe('under the pointer', () => {
  const laid = layout(paint(graphAnswer(told.spans, told.shipment.traceId, 1)), none);
  const hit = (x: number, y: number): ReturnType<typeof hitAt> => hitAt(laid, WHOLE, size, x, y);

  test('is each bar, in its middle', () => {
    for (const bar of laid.bars.values()) {
      const { left, right } = sidesOf(bar, WHOLE, size);
      expect(hit((left + right) / 2, bar.top + BAR / 2 + AXIS)).toEqual({ kind: 'bar', bar });
    }
  });

  test('is a bar that is next to it, and nothing further away', () => {
    const bar = laid.bars.get(spanKey(told.shipment));
    const left = toX(WHOLE, size, bar?.from ?? 0);
    const y = (bar?.top ?? 0) + BAR / 2 + AXIS;
    expect(hit(left - 3, y)).toMatchObject({ kind: 'bar', bar: { key: bar?.key } });
    expect(hit(left - 12, y)?.kind).not.toBe('bar');
  });

  test('is an arc along all of its way, and the head of a lane', () => {
    const [arc] = laid.arcs;
    if (arc === undefined) throw new Error('there is an arc');
    const { x, y } = pointOn(curveOf(arc, WHOLE, size), 0.5);
    expect(hit(x, y + 1)).toEqual({ kind: 'arc', arc });
    expect(yAt(curveOf(arc, WHOLE, size), y)).toBeCloseTo(0.5);
    const box = laid.lanes[2];
    expect(hit(300, (box?.top ?? 0) + HEAD / 2 + AXIS)).toEqual({ kind: 'lane', box });
    expect(hit(300, AXIS - 2)).toBeUndefined();
  });
});

describe('an arc to what is far away', () => {
  const curve: Curve = [500, 300, 640, 300, 89_860, 9_000, 90_000, 9_000];

  test('is cut to what is near the screen, without another shape', () => {
    const [x1, y1, , , , , x2, y2] = seenPart(curve, size);
    expect([x1, y1]).toEqual([500, 300]);
    expect(x2).toBeGreaterThan(1_150);
    expect(x2).toBeLessThan(1_250);
    const back = yAt(curve, y2);
    expect(pointOn(curve, back).x).toBeCloseTo(x2, 0);
  });

  test('is left as it is where it is near', () => {
    const near: Curve = [10, 10, 60, 10, 300, 90, 350, 90];
    expect(seenPart(near, size)).toBe(near);
  });
});

describe('a picture', () => {
  test('has what is opened beside it once, one link further away, and misses nothing that is there', () => {
    const graph = graphAnswer(told.spans, told.batch.traceId, 1);
    const picture = paint(graph, [
      traceAnswer(told.spans, told.shipment.traceId),
      traceAnswer(told.spans, told.failedCharge.traceId),
      traceAnswer(told.spans, told.retry.traceId),
    ]);
    expect(picture.lanes.filter(({ traceId }) => traceId === told.shipment.traceId)).toHaveLength(1);
    expect(picture.lanes.find(({ traceId }) => traceId === told.failedCharge.traceId)?.hop).toBe(2);
    expect(new Set(picture.spans.map(spanKey)).size).toBe(picture.spans.length);
    expect(picture.links.every((link) => !('span' in link))).toBe(true);
    expect(picture.missing.filter(({ traceId }) => picture.lanes.some((lane) => lane.traceId === traceId))).toEqual([]);
  });

  test('marks what an opened trace is linked with, and that was not received', () => {
    const picture = paint(graphAnswer(told.spans, told.batch.traceId, 0), [
      traceAnswer(told.spans, told.shipment.traceId),
    ]);
    expect(picture.missing).toEqual([{ traceId: traceIdOf(9_001), hop: 2 }]);
  });

  test('says of a lane that it leads on, until all that it is linked with is there', () => {
    const around = graphAnswer(told.spans, told.failedCharge.traceId, 1);
    const retry = (picture: ReturnType<typeof paint>): boolean | undefined =>
      picture.lanes.find(({ traceId }) => traceId === told.retry.traceId)?.hasMore;
    expect(retry(paint(around))).toBe(true);
    expect(retry(paint(around, [traceAnswer(told.spans, told.batch.traceId)]))).toBe(false);
  });
});
