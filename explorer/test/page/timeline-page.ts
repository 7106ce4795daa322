/** Page object of a timeline: finds elements of the canvas by computing the same layout as the page. */
import type { Page } from 'playwright-core';
import type { GraphAnswer, SpanRef } from '../../api/answers';
import { buildTimelineModel, spanKey } from '../../page/data/timeline-model';
import { pointAt, arcCurve } from '../../page/timeline/arc-curve';
import { computeLayout } from '../../page/timeline/layout';
import { hitTest } from '../../page/timeline/hit-test';
import { BAR_HEIGHT, LANE_HEADER_HEIGHT, type Layout } from '../../page/timeline/geometry';
import { AXIS_HEIGHT, toX, FULL_VIEWPORT, type Size, type Viewport } from '../../page/timeline/viewport';

export class TimelinePage {
  readonly layout: Layout;
  readonly #page: Page;

  constructor(page: Page, graph: GraphAnswer, { compressWaits = true }: { readonly compressWaits?: boolean } = {}) {
    this.#page = page;
    this.layout = computeLayout(buildTimelineModel(graph), { collapsed: new Set(), compressWaits });
  }

  get canvas(): ReturnType<Page['locator']> {
    return this.#page.locator('canvas.canvas');
  }

  /** Resolves once a number of bars is drawn. */
  async waitForBars(bars: number = this.layout.bars.size): Promise<void> {
    await this.#page.locator(`canvas[data-bars="${bars}"]`).waitFor();
  }

  async clickBar(span: SpanRef): Promise<void> {
    const bar = this.layout.bars.get(spanKey(span));
    if (bar === undefined) throw new Error('The span is in the timeline.');
    const { viewport, size } = await this.#currentView();
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
    if (box === undefined) throw new Error('The trace is in the timeline.');
    const { viewport } = await this.#currentView();
    await this.canvas.click({ position: { x, y: box.top + LANE_HEADER_HEIGHT / 2 + AXIS_HEIGHT - viewport.top } });
  }

  /** Hovers over the arc to a span, the nearest to its middle that nothing else covers. */
  async hoverArcTo(span: SpanRef): Promise<void> {
    const arc = this.layout.arcs.find(({ link }) => spanKey(link.effect) === spanKey(span));
    if (arc === undefined) throw new Error('The link is in the timeline.');
    const { viewport, size } = await this.#currentView();
    const curve = arcCurve(arc, viewport, size);
    const position = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]
      .map((share) => pointAt(curve, share))
      .find(({ x, y }) => hitTest(this.layout, viewport, size, x, y)?.kind === 'arc');
    if (position === undefined) throw new Error('The arc is uncovered somewhere.');
    await this.canvas.hover({ position });
  }

  /** Returns the current viewport: the address contains it once it has settled. */
  async #currentView(): Promise<{ viewport: Viewport; size: Size }> {
    const box = await this.canvas.boundingBox();
    const [from, to, top] = (new URL(this.#page.url()).searchParams.get('at') ?? '').split(',').map(Number);
    const viewport = from === undefined || to === undefined || top === undefined ? FULL_VIEWPORT : { from, to, top };
    return { viewport, size: { width: box?.width ?? 0, height: box?.height ?? 0 } };
  }
}
