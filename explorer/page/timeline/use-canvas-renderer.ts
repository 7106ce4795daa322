/**
 * Draws the canvas at most once per frame. It holds the viewport outside of React, as that changes with each movement.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { drawScene } from './draw/draw-scene.js';
import { ArcCache } from './draw/arc-cache.js';
import type { Scene } from './draw/scene.js';
import { clamp, FULL_VIEWPORT, type Size, type Viewport } from './viewport.js';

export interface CanvasRenderer {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly size: () => Size;
  readonly viewport: () => Viewport;
  /** Moves the viewport at once, within the layout. */
  readonly moveTo: (viewport: Viewport) => void;
  /** Moves the viewport in some frames, or at once for users who prefer reduced motion. */
  readonly animateTo: (viewport: Viewport) => void;
  readonly setHovered: (key: string | undefined) => void;
}

const STILL_AFTER = 140;
const GLIDE = 260;

export function useCanvasRenderer(
  scene: Scene,
  start: Viewport | undefined,
  onStill: (viewport: Viewport) => void,
): CanvasRenderer {
  const canvas = useRef<HTMLCanvasElement>(null);
  const state = useRef({
    viewport: start ?? FULL_VIEWPORT,
    size: { width: 0, height: 0 },
    hovered: undefined as string | undefined,
    isMoving: false,
    scene,
    request: 0,
    glide: 0,
    still: 0,
  });
  const arcCache = useRef<ArcCache>(undefined);
  state.current.scene = scene;
  const told = useRef(onStill);
  told.current = onStill;

  const paint = useCallback(() => {
    const now = state.current;
    now.request = 0;
    const context = canvas.current?.getContext('2d', { alpha: false });
    if (context === null || context === undefined || now.size.width === 0) return;
    const ratio = window.devicePixelRatio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawScene(context, {
      ...now.scene,
      viewport: now.viewport,
      size: now.size,
      hovered: now.hovered,
      isMoving: now.isMoving,
      arcCache: (arcCache.current ??= new ArcCache()),
    });
    // tells tests and the benchmark that the bars are drawn
    context.canvas.dataset['bars'] = String(now.scene.layout.bars.size);
  }, []);
  const ask = useCallback(() => (state.current.request ||= requestAnimationFrame(paint)), [paint]);

  const move = useCallback(
    (viewport: Viewport) => {
      const now = state.current;
      now.viewport = clamp(viewport, now.size, now.scene.layout.height);
      now.isMoving = true;
      clearTimeout(now.still);
      now.still = window.setTimeout(() => {
        now.isMoving = false;
        told.current(now.viewport);
        ask();
      }, STILL_AFTER);
      ask();
    },
    [ask],
  );

  const glide = useCallback(
    (to: Viewport) => {
      const now = state.current;
      cancelAnimationFrame(now.glide);
      const target = clamp(to, now.size, now.scene.layout.height);
      if (matchMedia('(prefers-reduced-motion: reduce)').matches) return move(target);
      const from = now.viewport;
      const began = performance.now();
      const step = (time: number): void => {
        const done = Math.min(Math.max((time - began) / GLIDE, 0), 1);
        const eased = 1 - (1 - done) ** 3;
        const between = (one: number, other: number): number => one + (other - one) * eased;
        move({
          from: between(from.from, target.from),
          to: between(from.to, target.to),
          top: between(from.top, target.top),
        });
        if (done < 1) now.glide = requestAnimationFrame(step);
      };
      now.glide = requestAnimationFrame(step);
    },
    [move],
  );

  const hover = useCallback(
    (key: string | undefined) => {
      if (state.current.hovered === key) return;
      state.current.hovered = key;
      ask();
    },
    [ask],
  );

  useLayoutEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const fit = (): void => {
      const { width, height } = element.getBoundingClientRect();
      const now = state.current;
      now.size = { width, height };
      element.width = Math.round(width * window.devicePixelRatio);
      element.height = Math.round(height * window.devicePixelRatio);
      now.viewport = clamp(now.viewport, now.size, now.scene.layout.height);
      // at once: a canvas is empty after its size is set
      paint();
    };
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    fit();
    return () => observer.disconnect();
  }, [paint]);

  useEffect(() => {
    const now = state.current;
    now.viewport = clamp(now.viewport, now.size, scene.layout.height);
    ask();
  }, [ask, scene]);
  useEffect(
    () => () => {
      cancelAnimationFrame(state.current.request);
      cancelAnimationFrame(state.current.glide);
      clearTimeout(state.current.still);
      state.current.request = 0;
    },
    [],
  );

  return {
    canvas,
    size: () => state.current.size,
    viewport: () => state.current.viewport,
    moveTo: move,
    animateTo: glide,
    setHovered: hover,
  };
}
