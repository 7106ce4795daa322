/** The timeline as a PNG: the visible time range, with all lanes. */
import { drawScene } from './draw/draw-scene.js';
import type { Scene } from './draw/scene.js';
import { AXIS_HEIGHT, type Size, type Viewport } from './viewport.js';

/** Browsers refuse a canvas that is much higher. */
const MAX_HEIGHT = 8_000;

export function renderImage(scene: Scene, viewport: Viewport, { width }: Size): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  const height = Math.min(scene.layout.height + AXIS_HEIGHT + 8, MAX_HEIGHT);
  canvas.width = width * 2;
  canvas.height = height * 2;
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) return Promise.resolve(null);
  context.scale(2, 2);
  drawScene(context, {
    ...scene,
    viewport: { ...viewport, top: 0 },
    size: { width, height },
    hovered: undefined,
    isMoving: false,
  });
  return new Promise((resolve) => canvas.toBlob(resolve));
}
