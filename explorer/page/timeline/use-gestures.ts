/** Moves the viewport by wheel, drag, pinch and keys, and reports the position of the pointer. */
import { useEffect, useRef, type KeyboardEvent, type PointerEvent } from 'react';
import type { CanvasRenderer } from './use-canvas-renderer.js';
import { panBy, toPlace, FULL_VIEWPORT, zoomAt } from './viewport.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Gestures {
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerMove: (event: PointerEvent) => void;
  readonly onPointerUp: (event: PointerEvent) => void;
  readonly onPointerCancel: (event: PointerEvent) => void;
  readonly onPointerLeave: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** A press that moves less than this, in pixels, is a click. */
const STEADY = 4;

export function useGestures(
  renderer: CanvasRenderer,
  onPoint: (point: Point | undefined) => void,
  onClick: (point: Point) => void,
): Gestures {
  const fingers = useRef(new Map<number, Point>());
  const drag = useRef({ from: { x: 0, y: 0 }, hasMoved: false });

  useEffect(() => {
    const element = renderer.canvas.current;
    if (element === null) return;
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      const viewport = renderer.viewport();
      const isLines = event.deltaMode === WheelEvent.DOM_DELTA_LINE;
      const [dx, dy] = [event.deltaX, event.deltaY].map((delta) => delta * (isLines ? 16 : 1)) as [number, number];
      // a pinch on a touchpad is a wheel event with ctrl
      if (event.ctrlKey || event.metaKey || event.altKey)
        renderer.moveTo(zoomAt(viewport, Math.exp(-dy * 0.0035), toPlace(viewport, renderer.size(), event.offsetX)));
      else if (event.shiftKey) renderer.moveTo(panBy(viewport, renderer.size(), dy || dx, 0));
      else renderer.moveTo(panBy(viewport, renderer.size(), dx, dy));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [renderer]);

  const at = (event: PointerEvent): Point => ({ x: event.nativeEvent.offsetX, y: event.nativeEvent.offsetY });

  const lift = (event: PointerEvent): void => {
    const wasClick = fingers.current.size === 1 && !drag.current.hasMoved;
    const point = fingers.current.get(event.pointerId);
    fingers.current.delete(event.pointerId);
    if (wasClick && point !== undefined && event.type === 'pointerup') onClick(point);
  };

  return {
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      if (fingers.current.size === 0) drag.current = { from: at(event), hasMoved: false };
      fingers.current.set(event.pointerId, at(event));
    },
    onPointerMove: (event) => {
      const before = fingers.current.get(event.pointerId);
      const now = at(event);
      if (before === undefined) return onPoint(now);
      const { from } = drag.current;
      if (!drag.current.hasMoved && Math.hypot(now.x - from.x, now.y - from.y) < STEADY) return;
      drag.current.hasMoved = true;
      onPoint(undefined);
      const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
      const viewport = panBy(
        renderer.viewport(),
        renderer.size(),
        (before.x - now.x) / (other === undefined ? 1 : 2),
        (before.y - now.y) / (other === undefined ? 1 : 2),
      );
      fingers.current.set(event.pointerId, now);
      if (other === undefined) return renderer.moveTo(viewport);
      const factor = Math.max(Math.abs(now.x - other.x), 20) / Math.max(Math.abs(before.x - other.x), 20);
      renderer.moveTo(zoomAt(viewport, factor, toPlace(viewport, renderer.size(), (now.x + other.x) / 2)));
    },
    onPointerUp: lift,
    onPointerCancel: lift,
    onPointerLeave: () => onPoint(undefined),
    onKeyDown: (event) => {
      const viewport = renderer.viewport();
      const size = renderer.size();
      const step = size.width / 6;
      const next = {
        ArrowLeft: panBy(viewport, size, -step, 0),
        ArrowRight: panBy(viewport, size, step, 0),
        ArrowUp: panBy(viewport, size, 0, -66),
        ArrowDown: panBy(viewport, size, 0, 66),
        PageUp: panBy(viewport, size, 0, -size.height * 0.8),
        PageDown: panBy(viewport, size, 0, size.height * 0.8),
        Home: { ...viewport, top: 0 },
        End: { ...viewport, top: Infinity },
        '+': zoomAt(viewport, 1.5, (viewport.from + viewport.to) / 2),
        '=': zoomAt(viewport, 1.5, (viewport.from + viewport.to) / 2),
        '-': zoomAt(viewport, 1 / 1.5, (viewport.from + viewport.to) / 2),
        '0': { ...FULL_VIEWPORT, top: viewport.top },
      }[event.key];
      if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      renderer.animateTo(next);
    },
  };
}
