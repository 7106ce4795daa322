/**
 * Draws the canvas at most once per frame. It holds the viewport outside of React, as that changes with each movement.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { drawScene } from './draw/draw-scene.js';
import { ArcCache } from './draw/arc-cache.js';
import type { Scene } from './draw/scene.js';
import { keepPlace } from './keep-place.js';
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

/** Milliseconds without a movement after which the viewport has settled. */
const SETTLE_DELAY = 140;
/** Milliseconds. */
const ANIMATION_DURATION = 260;

export function useCanvasRenderer(
  scene: Scene,
  initialViewport: Viewport | undefined,
  onSettled: (viewport: Viewport) => void,
): CanvasRenderer {
  const canvas = useRef<HTMLCanvasElement>(null);
  const state = useRef({
    viewport: initialViewport ?? FULL_VIEWPORT,
    size: { width: 0, height: 0 },
    hovered: undefined as string | undefined,
    isMoving: false,
    scene,
    request: 0,
    animation: 0,
    settleTimer: 0,
  });
  const arcCache = useRef<ArcCache>(undefined);
  state.current.scene = scene;
  const latest = useRef(onSettled);
  latest.current = onSettled;

  const render = useCallback(() => {
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
  const requestRender = useCallback(() => (state.current.request ||= requestAnimationFrame(render)), [render]);

  const moveTo = useCallback(
    (viewport: Viewport) => {
      const now = state.current;
      now.viewport = clamp(viewport, now.size, now.scene.layout.height);
      now.isMoving = true;
      clearTimeout(now.settleTimer);
      now.settleTimer = window.setTimeout(() => {
        now.isMoving = false;
        latest.current(now.viewport);
        requestRender();
      }, SETTLE_DELAY);
      requestRender();
    },
    [requestRender],
  );

  const animateTo = useCallback(
    (to: Viewport) => {
      const now = state.current;
      cancelAnimationFrame(now.animation);
      const target = clamp(to, now.size, now.scene.layout.height);
      if (matchMedia('(prefers-reduced-motion: reduce)').matches) return moveTo(target);
      const from = now.viewport;
      const began = performance.now();
      const step = (time: number): void => {
        const done = Math.min(Math.max((time - began) / ANIMATION_DURATION, 0), 1);
        const eased = 1 - (1 - done) ** 3;
        const between = (one: number, other: number): number => one + (other - one) * eased;
        moveTo({
          from: between(from.from, target.from),
          to: between(from.to, target.to),
          top: between(from.top, target.top),
        });
        if (done < 1) now.animation = requestAnimationFrame(step);
      };
      now.animation = requestAnimationFrame(step);
    },
    [moveTo],
  );

  const setHovered = useCallback(
    (key: string | undefined) => {
      if (state.current.hovered === key) return;
      state.current.hovered = key;
      requestRender();
    },
    [requestRender],
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
      render();
    };
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    fit();
    return () => observer.disconnect();
  }, [render]);

  const drawn = useRef(scene.layout);
  useLayoutEffect(() => {
    const now = state.current;
    const kept = clamp(keepPlace(now.viewport, drawn.current, scene.layout), now.size, scene.layout.height);
    const hasMoved = drawn.current !== scene.layout && !isSameViewport(kept, now.viewport);
    drawn.current = scene.layout;
    // then the address has to tell of it
    if (hasMoved) moveTo(kept);
    else requestRender();
  }, [requestRender, moveTo, scene]);
  useEffect(
    () => () => {
      cancelAnimationFrame(state.current.request);
      cancelAnimationFrame(state.current.animation);
      clearTimeout(state.current.settleTimer);
      state.current.request = 0;
    },
    [],
  );

  return {
    canvas,
    size: () => state.current.size,
    viewport: () => state.current.viewport,
    moveTo,
    animateTo,
    setHovered,
  };
}

const isSameViewport = (one: Viewport, other: Viewport): boolean =>
  one.from === other.from && one.to === other.to && one.top === other.top;
