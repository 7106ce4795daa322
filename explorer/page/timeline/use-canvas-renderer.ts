/**
 * Draws the canvas once a frame, when something changed; holds the viewport outside of React, as it changes with each
 * move.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { draw } from './draw/draw-scene.js';
import { Layer } from './draw/arc-cache.js';
import type { Scene } from './draw/scene.js';
import { clamp, WHOLE, type Size, type Viewport } from './viewport.js';

export type Painting = Omit<Scene, 'view' | 'size' | 'hovered' | 'isMoving' | 'layer'>;

export interface Frame {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  readonly size: () => Size;
  readonly view: () => Viewport;
  /** Moves at once; within the picture. */
  readonly move: (view: Viewport) => void;
  /** Moves in some frames, or at once for those who want less motion. */
  readonly glide: (view: Viewport) => void;
  readonly hover: (key: string | undefined) => void;
}

const STILL_AFTER = 140;
const GLIDE = 260;

export function useFrame(painting: Painting, start: Viewport | undefined, onStill: (view: Viewport) => void): Frame {
  const canvas = useRef<HTMLCanvasElement>(null);
  const state = useRef({
    view: start ?? WHOLE,
    size: { width: 0, height: 0 },
    hovered: undefined as string | undefined,
    isMoving: false,
    painting,
    request: 0,
    glide: 0,
    still: 0,
  });
  const layer = useRef<Layer>(undefined);
  state.current.painting = painting;
  const told = useRef(onStill);
  told.current = onStill;

  const paint = useCallback(() => {
    const now = state.current;
    now.request = 0;
    const pen = canvas.current?.getContext('2d', { alpha: false });
    if (pen === null || pen === undefined || now.size.width === 0) return;
    const ratio = window.devicePixelRatio;
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    draw(pen, {
      ...now.painting,
      view: now.view,
      size: now.size,
      hovered: now.hovered,
      isMoving: now.isMoving,
      layer: (layer.current ??= new Layer()),
    });
    // what is drawn, for those who wait for it
    pen.canvas.dataset['bars'] = String(now.painting.laid.bars.size);
  }, []);
  const ask = useCallback(() => (state.current.request ||= requestAnimationFrame(paint)), [paint]);

  const move = useCallback(
    (view: Viewport) => {
      const now = state.current;
      now.view = clamp(view, now.size, now.painting.laid.height);
      now.isMoving = true;
      clearTimeout(now.still);
      now.still = window.setTimeout(() => {
        now.isMoving = false;
        told.current(now.view);
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
      const target = clamp(to, now.size, now.painting.laid.height);
      if (matchMedia('(prefers-reduced-motion: reduce)').matches) return move(target);
      const from = now.view;
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
      now.view = clamp(now.view, now.size, now.painting.laid.height);
      // at once: a canvas that was given a size is empty
      paint();
    };
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    fit();
    return () => observer.disconnect();
  }, [paint]);

  useEffect(() => {
    const now = state.current;
    now.view = clamp(now.view, now.size, painting.laid.height);
    ask();
  }, [ask, painting]);
  useEffect(
    () => () => {
      cancelAnimationFrame(state.current.request);
      cancelAnimationFrame(state.current.glide);
      clearTimeout(state.current.still);
      state.current.request = 0;
    },
    [],
  );

  return { canvas, size: () => state.current.size, view: () => state.current.view, move, glide, hover };
}
