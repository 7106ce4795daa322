/** The picture as a PNG: of the width and the time that are seen, with all of its lanes. */
import { draw } from './draw/draw-scene.js';
import type { Painting } from './use-canvas-renderer.js';
import { AXIS, type Size, type Viewport } from './viewport.js';

/** Browsers refuse canvases that are much larger. */
const HIGHEST = 8_000;

export function imageOf(painting: Painting, view: Viewport, { width }: Size): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  const height = Math.min(painting.laid.height + AXIS + 8, HIGHEST);
  canvas.width = width * 2;
  canvas.height = height * 2;
  const pen = canvas.getContext('2d', { alpha: false });
  if (pen === null) return Promise.resolve(null);
  pen.scale(2, 2);
  draw(pen, { ...painting, view: { ...view, top: 0 }, size: { width, height }, hovered: undefined, isMoving: false });
  return new Promise((resolve) => canvas.toBlob(resolve));
}
