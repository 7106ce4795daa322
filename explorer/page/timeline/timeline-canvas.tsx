/** The canvas of a causal timeline: draws a layout, and reports clicks on its bars, arcs and lanes. */
import { useImperativeHandle, useMemo, useRef, useState, type ReactNode, type Ref } from 'react';
import type { ColorScheme } from '../theme/service-colors.js';
import { linkedTracesChip } from './draw/lane-headers.js';
import { readTheme, type Theme } from './draw/theme.js';
import { hitTest, type Hit } from './hit-test.js';
import type { Layout } from './geometry.js';
import { renderImage } from './render-image.js';
import { Tooltip } from './tooltip.js';
import { useCanvasRenderer } from './use-canvas-renderer.js';
import { useGestures, type Point } from './use-gestures.js';
import { reveal, FULL_VIEWPORT, zoomAt, zoomTo, type Viewport } from './viewport.js';
import './timeline-canvas.css';

/** Commands for the canvas. */
export interface TimelineCanvasHandle {
  /** Scrolls to a bar. */
  readonly reveal: (key: string) => void;
  /** Fills the width of the canvas with a bar. */
  readonly zoomTo: (key: string) => void;
  readonly zoom: (factor: number) => void;
  readonly zoomToFit: () => void;
  readonly toImage: () => Promise<Blob | null>;
}

export interface TimelineCanvasProps {
  readonly ref: Ref<TimelineCanvasHandle>;
  readonly layout: Layout;
  readonly centerId: string;
  readonly scheme: ColorScheme;
  readonly selected: string | undefined;
  /** The keys of the bars that are marked as new. */
  readonly news: ReadonlySet<string>;
  readonly initialViewport: Viewport | undefined;
  readonly label: string;
  readonly onSelect: (key: string | undefined) => void;
  readonly onToggle: (traceId: string) => void;
  readonly onOpenLinked: (traceId: string) => void;
  readonly onViewportSettled: (viewport: Viewport) => void;
}

export function TimelineCanvas({
  ref,
  layout,
  centerId,
  scheme,
  selected,
  news,
  initialViewport,
  label,
  onSelect,
  onToggle,
  onOpenLinked,
  onViewportSettled,
}: TimelineCanvasProps): ReactNode {
  // read again when the scheme changes
  const theme = useMemo<Theme>(() => ({ ...readTheme(document.documentElement), scheme }), [scheme]);
  const scene = useMemo(() => ({ layout, theme, centerId, selected, news }), [layout, theme, centerId, selected, news]);
  const renderer = useCanvasRenderer(scene, initialViewport, onViewportSettled);
  const [tip, setTip] = useState<{ readonly hit: Hit; readonly point: Point }>();
  const lastClick = useRef({ key: '', at: 0 });

  const find = ({ x, y }: Point): Hit | undefined => hitTest(layout, renderer.viewport(), renderer.size(), x, y);

  const point = (at: Point | undefined): void => {
    const hit = at === undefined ? undefined : find(at);
    renderer.setHovered(hit === undefined || at === undefined ? undefined : keyOf(hit, at.x, renderer.size().width));
    if (renderer.canvas.current !== null) renderer.canvas.current.style.cursor = hit === undefined ? 'grab' : 'pointer';
    setTip(hit === undefined || at === undefined || hit.kind === 'lane' ? undefined : { hit, point: at });
  };

  const click = (at: Point): void => {
    const hit = find(at);
    if (hit?.kind !== 'lane') {
      const key = hit?.kind === 'bar' ? hit.bar.key : hit?.arc.to.bar.key;
      const now = performance.now();
      const bar = key === undefined ? undefined : layout.bars.get(key);
      if (bar !== undefined && lastClick.current.key === key && now - lastClick.current.at < 400)
        renderer.animateTo(zoomTo(renderer.viewport(), bar));
      lastClick.current = { key: key ?? '', at: now };
      return onSelect(key);
    }
    const { box } = hit;
    if (box.lane === undefined) return onSelect(box.traceId);
    if (box.lane.hasMore && at.x >= linkedTracesChip(renderer.size().width).left) onOpenLinked(box.traceId);
    else onToggle(box.traceId);
  };

  useImperativeHandle(ref, () => ({
    reveal: (key) => {
      const bar = layout.bars.get(key);
      if (bar !== undefined) renderer.animateTo(reveal(renderer.viewport(), renderer.size(), bar));
    },
    zoomTo: (key) => {
      const bar = layout.bars.get(key);
      if (bar !== undefined) renderer.animateTo(zoomTo(renderer.viewport(), bar));
    },
    zoom: (factor) => {
      const viewport = renderer.viewport();
      renderer.animateTo(zoomAt(viewport, factor, (viewport.from + viewport.to) / 2));
    },
    zoomToFit: () => renderer.animateTo({ ...FULL_VIEWPORT, top: renderer.viewport().top }),
    toImage: () => renderImage(scene, renderer.viewport(), renderer.size()),
  }));

  return (
    <div className="canvas-box">
      <canvas
        ref={renderer.canvas}
        className="canvas"
        tabIndex={0}
        role="img"
        aria-label={label}
        aria-describedby="canvas-keys"
        {...useGestures(renderer, point, click)}
      />
      <p id="canvas-keys" className="visually-hidden">
        Arrow keys pan, plus and minus zoom, 0 zooms to fit. The list of traces and spans has the same content as text.
      </p>
      {tip !== undefined && <Tooltip hit={tip.hit} point={tip.point} size={renderer.size()} />}
    </div>
  );
}

/** Returns the key for {@link RenderInput.hovered}. */
function keyOf(hit: Hit, x: number, width: number): string {
  if (hit.kind === 'bar') return hit.bar.key;
  if (hit.kind === 'arc') return hit.arc.key;
  return `${hit.box.lane?.hasMore === true && x >= linkedTracesChip(width).left ? 'more' : 'lane'}:${hit.box.traceId}`;
}
