/**
 * Draws the edges of a large graph below its nodes: thousands of elements would be too slow. While the graph moves, the
 * drawing moves with it; once it rests, it is drawn anew, a part in each frame.
 */
import { useStoreApi } from '@xyflow/react';
import { useEffect, useImperativeHandle, useRef, type ReactNode, type Ref } from 'react';
import type { ColorScheme } from '../theme/service-colors.js';
import { readTheme } from '../timeline/draw/theme.js';
import { applyTransform, edgeAt, lineWidth, type DrawnEdge, type Transform } from './drawn-edges.js';

export interface EdgeCanvasHandle {
  /** Returns the id of the edge at a point of the window. */
  readonly edgeAt: (x: number, y: number) => string | undefined;
}

export interface EdgeCanvasProps {
  readonly ref: Ref<EdgeCanvasHandle>;
  readonly edges: readonly DrawnEdge[];
  readonly scheme: ColorScheme;
}

/** Milliseconds without a movement after which the graph rests. */
const REST = 120;
/** The edges that are drawn in a frame. */
const PART = 250;

export function EdgeCanvas({ ref, edges, scheme }: EdgeCanvasProps): ReactNode {
  const store = useStoreApi();
  const shown = useRef<HTMLCanvasElement>(null);
  const drawnAt = useRef<Transform>(undefined);

  useEffect(() => {
    const canvas = shown.current;
    const context = canvas?.getContext('2d');
    if (canvas === null || context === null || context === undefined) return;
    let timer = 0;
    let frame = 0;
    // drawn out of sight: what is on the screen stays there until the next picture is whole
    const next = document.createElement('canvas');
    const draw = (): void => {
      const transform = currentTransform(store);
      const { width, height } = store.getState();
      const ratio = window.devicePixelRatio;
      next.width = Math.round(width * ratio);
      next.height = Math.round(height * ratio);
      const into = next.getContext('2d');
      if (into === null || width === 0) return;
      const theme = readTheme(document.documentElement);
      applyTransform(into, transform, ratio);
      into.globalAlpha = Math.max(0.7 - edges.length / 4_000, 0.22);
      let from = 0;
      const step = (): void => {
        for (const edge of edges.slice(from, from + PART)) {
          into.strokeStyle = edge.isNew
            ? theme.effect
            : edge.isError
              ? theme.error
              : edge.isLink
                ? theme.accent
                : theme.soft;
          into.lineWidth = lineWidth(edge, transform.zoom);
          into.stroke(edge.path);
        }
        from += PART;
        if (from < edges.length) return void (frame = requestAnimationFrame(step));
        canvas.width = next.width;
        canvas.height = next.height;
        context.drawImage(next, 0, 0);
        drawnAt.current = transform;
        follow();
        // tells tests and the benchmark that the edges are drawn
        canvas.dataset['edges'] = String(edges.length);
      };
      cancelAnimationFrame(frame);
      step();
    };
    const follow = (): void => {
      const drawn = drawnAt.current;
      if (drawn === undefined) return;
      const { x, y, zoom } = currentTransform(store);
      const scale = zoom / drawn.zoom;
      canvas.style.transform = `translate(${x - drawn.x * scale}px, ${y - drawn.y * scale}px) scale(${scale})`;
    };
    const unsubscribe = store.subscribe(({ transform, width, height }, before) => {
      if (transform === before.transform && width === before.width && height === before.height) return;
      cancelAnimationFrame(frame);
      follow();
      clearTimeout(timer);
      timer = window.setTimeout(draw, REST);
    });
    draw();
    return () => {
      unsubscribe();
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
    // another scheme has other colours
  }, [store, edges, scheme]);

  useImperativeHandle(ref, () => ({
    edgeAt: (x, y) => {
      const context = shown.current?.getContext('2d');
      const box = store.getState().domNode?.getBoundingClientRect();
      if (context === null || context === undefined || box === undefined) return undefined;
      return edgeAt(context, edges, currentTransform(store), x - box.left, y - box.top)?.id;
    },
  }));
  return <canvas ref={shown} className="flow-edges" aria-hidden="true" />;
}

const currentTransform = (store: ReturnType<typeof useStoreApi>): Transform => {
  const [x, y, zoom] = store.getState().transform;
  return { x, y, zoom };
};
