/** A drawing of many arcs that is kept: while the picture moves it is moved, rather than drawn again. */
import { MARGIN, type Size, type Viewport } from '../viewport.js';
import type { Pen, Scene } from './scene.js';

/** It is drawn again once it is stretched by so much, or less than half of it is on the screen. */
const STRETCH = 2.5;

export class Layer {
  readonly #canvas = document.createElement('canvas');
  #kept: Pick<Scene, 'laid' | 'theme' | 'view' | 'size'> | undefined;

  /** Draws with `fill` where what is kept is of another picture or place, and puts it on the canvas. */
  show(pen: Pen, scene: Scene, fill: (pen: Pen) => void): void {
    if (!this.#fits(scene)) this.#draw(scene, fill);
    const { left, stretch, down } = this.#moved(scene);
    // it is seen for moments only
    pen.imageSmoothingEnabled = false;
    pen.drawImage(this.#canvas, left, down, scene.size.width * stretch, scene.size.height);
  }

  #fits({ laid, theme, view, size, isMoving }: Scene): boolean {
    const kept = this.#kept;
    if (kept === undefined || kept.laid !== laid || kept.theme !== theme || kept.size !== size) return false;
    if (kept.view === view) return true;
    const { left, stretch, down } = this.#moved({ view, size });
    const isNear =
      Math.abs(down) < size.height / 2 && left < size.width / 2 && left + size.width * stretch > size.width / 2;
    return isMoving && isNear && stretch < STRETCH && stretch > 1 / STRETCH;
  }

  /** Where what was drawn is now. */
  #moved({ view, size: { width } }: { readonly view: Viewport; readonly size: Size }): {
    left: number;
    stretch: number;
    down: number;
  } {
    const from = this.#kept?.view ?? view;
    const stretch = (from.to - from.from) / (view.to - view.from);
    const shift = ((from.from - view.from) / (view.to - view.from)) * (width - 2 * MARGIN);
    return { left: MARGIN - MARGIN * stretch + shift, stretch, down: from.top - view.top };
  }

  #draw({ laid, theme, view, size }: Scene, fill: (pen: Pen) => void): void {
    const ratio = window.devicePixelRatio;
    this.#canvas.width = Math.round(size.width * ratio);
    this.#canvas.height = Math.round(size.height * ratio);
    const pen = this.#canvas.getContext('2d');
    if (pen === null) return;
    pen.scale(ratio, ratio);
    fill(pen);
    this.#kept = { laid, theme, view, size };
  }
}
