/** Where on the canvas something is: laid out here as the page does. */
import type { Page } from 'playwright-core';
import type { GraphAnswer, SpanRef } from '../../api/answers';
import { paint, spanKey } from '../../page/data/timeline-model';
import { pointOn, curveOf } from '../../page/timeline/arc-curve';
import { layout } from '../../page/timeline/layout';
import { BAR, HEAD, type Layout } from '../../page/timeline/geometry';
import { AXIS, toX, WHOLE, type Size, type Viewport } from '../../page/timeline/viewport';

export class PictureOfPage {
  readonly laid: Layout;
  readonly #page: Page;

  constructor(page: Page, graph: GraphAnswer) {
    this.#page = page;
    this.laid = layout(paint(graph), { collapsed: new Set(), squeeze: true });
  }

  get canvas(): ReturnType<Page['locator']> {
    return this.#page.locator('canvas.canvas');
  }

  /** Resolves once so many bars are drawn. */
  async drawn(bars: number = this.laid.bars.size): Promise<void> {
    await this.#page.locator(`canvas[data-bars="${bars}"]`).waitFor();
  }

  async clickBar(span: SpanRef): Promise<void> {
    const bar = this.laid.bars.get(spanKey(span));
    if (bar === undefined) throw new Error('The span is in the picture.');
    const { view, size } = await this.#seen();
    const left = toX(view, size, bar.from);
    await this.canvas.click({
      position: { x: left + Math.max((toX(view, size, bar.to) - left) / 2, 1), y: bar.top + BAR / 2 + AXIS - view.top },
    });
  }

  async clickHead(traceId: string, x: number = 22): Promise<void> {
    const box = this.laid.lanes.find((lane) => lane.traceId === traceId);
    if (box === undefined) throw new Error('The trace is in the picture.');
    const { view } = await this.#seen();
    await this.canvas.click({ position: { x, y: box.top + HEAD / 2 + AXIS - view.top } });
  }

  /** The middle of the arc to a span. */
  async hoverArcTo(span: SpanRef): Promise<void> {
    const arc = this.laid.arcs.find(({ link }) => spanKey(link.effect) === spanKey(span));
    if (arc === undefined) throw new Error('The link is in the picture.');
    const { view, size } = await this.#seen();
    const { x, y } = pointOn(curveOf(arc, view, size), 0.5);
    await this.canvas.hover({ position: { x, y } });
  }

  /** Where the picture is now: the address says it once it stands still. */
  async #seen(): Promise<{ view: Viewport; size: Size }> {
    const box = await this.canvas.boundingBox();
    const [from, to, top] = (new URL(this.#page.url()).searchParams.get('at') ?? '').split(',').map(Number);
    const view = from === undefined || to === undefined || top === undefined ? WHOLE : { from, to, top };
    return { view, size: { width: box?.width ?? 0, height: box?.height ?? 0 } };
  }
}
