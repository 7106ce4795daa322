/** Where on the canvas something is: laid out here as the page does. */
import type { Page } from 'playwright-core';
import type { GraphAnswer, SpanRef } from '../../api/answers';
import { buildTimelineModel, spanKey } from '../../page/data/timeline-model';
import { pointAt, arcCurve } from '../../page/timeline/arc-curve';
import { computeLayout } from '../../page/timeline/layout';
import { BAR_HEIGHT, LANE_HEADER_HEIGHT, type Layout } from '../../page/timeline/geometry';
import { AXIS_HEIGHT, toX, FULL_VIEWPORT, type Size, type Viewport } from '../../page/timeline/viewport';

export class TimelinePage {
  readonly layout: Layout;
  readonly #page: Page;

  constructor(page: Page, graph: GraphAnswer) {
    this.#page = page;
    this.layout = computeLayout(buildTimelineModel(graph), { collapsed: new Set(), compressWaits: true });
  }

  get canvas(): ReturnType<Page['locator']> {
    return this.#page.locator('canvas.canvas');
  }

  /** Resolves once so many bars are drawn. */
  async waitForBars(bars: number = this.layout.bars.size): Promise<void> {
    await this.#page.locator(`canvas[data-bars="${bars}"]`).waitFor();
  }

  async clickBar(span: SpanRef): Promise<void> {
    const bar = this.layout.bars.get(spanKey(span));
    if (bar === undefined) throw new Error('The span is in the picture.');
    const { viewport, size } = await this.#seen();
    const left = toX(viewport, size, bar.from);
    await this.canvas.click({
      position: {
        x: left + Math.max((toX(viewport, size, bar.to) - left) / 2, 1),
        y: bar.top + BAR_HEIGHT / 2 + AXIS_HEIGHT - viewport.top,
      },
    });
  }

  async clickLaneHeader(traceId: string, x: number = 22): Promise<void> {
    const box = this.layout.lanes.find((lane) => lane.traceId === traceId);
    if (box === undefined) throw new Error('The trace is in the picture.');
    const { viewport } = await this.#seen();
    await this.canvas.click({ position: { x, y: box.top + LANE_HEADER_HEIGHT / 2 + AXIS_HEIGHT - viewport.top } });
  }

  /** The middle of the arc to a span. */
  async hoverArcTo(span: SpanRef): Promise<void> {
    const arc = this.layout.arcs.find(({ link }) => spanKey(link.effect) === spanKey(span));
    if (arc === undefined) throw new Error('The link is in the picture.');
    const { viewport, size } = await this.#seen();
    const { x, y } = pointAt(arcCurve(arc, viewport, size), 0.5);
    await this.canvas.hover({ position: { x, y } });
  }

  /** Where the picture is now: the address says it once it stands still. */
  async #seen(): Promise<{ viewport: Viewport; size: Size }> {
    const box = await this.canvas.boundingBox();
    const [from, to, top] = (new URL(this.#page.url()).searchParams.get('at') ?? '').split(',').map(Number);
    const viewport = from === undefined || to === undefined || top === undefined ? FULL_VIEWPORT : { from, to, top };
    return { viewport, size: { width: box?.width ?? 0, height: box?.height ?? 0 } };
  }
}
