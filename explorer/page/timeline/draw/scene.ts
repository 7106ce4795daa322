/** The input of the canvas renderer. */
import type { Layout } from '../geometry.js';
import type { Size, Viewport } from '../viewport.js';
import type { ArcCache } from './arc-cache.js';
import type { Theme } from './theme.js';

/** The content of the canvas, independent of the viewport and the pointer. */
export interface Scene {
  readonly layout: Layout;
  readonly theme: Theme;
  /** The trace in the centre of the graph. */
  readonly centerId: string;
  /** Key of the selected bar. */
  readonly selected: string | undefined;
  /** Keys of the bars that are marked as new. */
  readonly news: ReadonlySet<string>;
}

/** A scene as one frame shows it. */
export interface RenderInput extends Scene {
  readonly viewport: Viewport;
  readonly size: Size;
  /** Key of the bar, arc or lane under the pointer. */
  readonly hovered: string | undefined;
  /** True if the viewport is moving: a slow drawing may then be reused as it was. */
  readonly isMoving: boolean;
  /** Keeps the drawing of many arcs; without it they are drawn in each frame. */
  readonly arcCache?: ArcCache;
}
