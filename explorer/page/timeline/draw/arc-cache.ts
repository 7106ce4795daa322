/** An off-screen drawing of many arcs: while the viewport moves it is moved, rather than drawn again. */
import type { Layout } from '../geometry.js';
import { MARGIN, type Size, type Viewport } from '../viewport.js';
import type { Theme } from './theme.js';

/** The arcs are drawn again once they are scaled by this much, or less than half of them is on the screen. */
const MAX_SCALE = 2.5;

/** Everything that the drawing depends on. */
interface CacheKey {
  readonly layout: Layout;
  readonly theme: Theme;
  readonly viewport: Viewport;
  readonly size: Size;
}

export class ArcCache {
  readonly #canvas = document.createElement('canvas');
  #key: CacheKey | undefined;

  /**
   * Copies the cached drawing to a canvas, and renews it first if it is out of date.
   *
   * @param context The context to copy to.
   * @param key The input of the current frame; while it `isMoving`, a drawing of a viewport nearby is reused.
   * @param draw Draws the arcs on the context it is given.
   */
  draw(
    context: CanvasRenderingContext2D,
    key: CacheKey & { readonly isMoving: boolean },
    draw: (context: CanvasRenderingContext2D) => void,
  ): void {
    if (!this.#isCurrent(key)) this.#renew(key, draw);
    const { left, scale, down } = this.#offset(key);
    // the scaled drawing is seen for moments only
    context.imageSmoothingEnabled = false;
    context.drawImage(this.#canvas, left, down, key.size.width * scale, key.size.height);
  }

  #isCurrent({ layout, theme, viewport, size, isMoving }: CacheKey & { readonly isMoving: boolean }): boolean {
    const kept = this.#key;
    if (kept === undefined || kept.layout !== layout || kept.theme !== theme || kept.size !== size) return false;
    if (kept.viewport === viewport) return true;
    const { left, scale, down } = this.#offset({ viewport, size });
    const isNear =
      Math.abs(down) < size.height / 2 && left < size.width / 2 && left + size.width * scale > size.width / 2;
    return isMoving && isNear && scale < MAX_SCALE && scale > 1 / MAX_SCALE;
  }

  /** Returns the position and the scale of the cached drawing in a viewport. */
  #offset({ viewport, size: { width } }: Pick<CacheKey, 'viewport' | 'size'>): {
    left: number;
    scale: number;
    down: number;
  } {
    const from = this.#key?.viewport ?? viewport;
    const scale = (from.to - from.from) / (viewport.to - viewport.from);
    const shift = ((from.from - viewport.from) / (viewport.to - viewport.from)) * (width - 2 * MARGIN);
    return { left: MARGIN - MARGIN * scale + shift, scale, down: from.top - viewport.top };
  }

  #renew({ layout, theme, viewport, size }: CacheKey, draw: (context: CanvasRenderingContext2D) => void): void {
    const ratio = window.devicePixelRatio;
    this.#canvas.width = Math.round(size.width * ratio);
    this.#canvas.height = Math.round(size.height * ratio);
    const context = this.#canvas.getContext('2d');
    if (context === null) return;
    context.scale(ratio, ratio);
    draw(context);
    this.#key = { layout, theme, viewport, size };
  }
}
