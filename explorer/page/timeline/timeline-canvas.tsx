/** The causal timeline: a canvas that draws a layout, and says what was clicked in it. */
import { useImperativeHandle, useMemo, useRef, useState, type ReactNode, type Ref } from 'react';
import type { Scheme } from '../theme/service-colors.js';
import { moreChip } from './draw/lanes.js';
import { themeOf, type Theme } from './draw/scene.js';
import { hitAt, type Hit } from './hit-test.js';
import type { Layout } from './geometry.js';
import { imageOf } from './render-image.js';
import { Tip } from './tooltip.js';
import { useFrame } from './use-canvas-renderer.js';
import { useGestures, type Point } from './use-gestures.js';
import { reveal, WHOLE, zoomAt, zoomTo, type Viewport } from './viewport.js';

/** What the page can ask of the picture. */
export interface CanvasHandle {
  /** Brings a bar into sight. */
  readonly show: (key: string) => void;
  /** Fills the width with a bar. */
  readonly enlarge: (key: string) => void;
  readonly zoom: (factor: number) => void;
  readonly fit: () => void;
  readonly image: () => Promise<Blob | null>;
}

export interface CanvasProps {
  readonly ref: Ref<CanvasHandle>;
  readonly laid: Layout;
  readonly centerId: string;
  readonly scheme: Scheme;
  readonly selected: string | undefined;
  readonly start: Viewport | undefined;
  readonly label: string;
  readonly onSelect: (key: string | undefined) => void;
  readonly onToggle: (traceId: string) => void;
  readonly onMore: (traceId: string) => void;
  readonly onStill: (view: Viewport) => void;
}

export function Canvas({
  ref,
  laid,
  centerId,
  scheme,
  selected,
  start,
  label,
  onSelect,
  onToggle,
  onMore,
  onStill,
}: CanvasProps): ReactNode {
  // read again when the scheme changes, from the element that the style sheet gives it
  const theme = useMemo<Theme>(() => ({ ...themeOf(document.documentElement), scheme }), [scheme]);
  const painting = useMemo(() => ({ laid, theme, centerId, selected }), [laid, theme, centerId, selected]);
  const frame = useFrame(painting, start, onStill);
  const [tip, setTip] = useState<{ readonly hit: Hit; readonly point: Point }>();
  const lastClick = useRef({ key: '', at: 0 });

  const find = ({ x, y }: Point): Hit | undefined => hitAt(laid, frame.view(), frame.size(), x, y);

  const point = (at: Point | undefined): void => {
    const hit = at === undefined ? undefined : find(at);
    frame.hover(hit === undefined || at === undefined ? undefined : keyOf(hit, at.x, frame.size().width));
    if (frame.canvas.current !== null) frame.canvas.current.style.cursor = hit === undefined ? 'grab' : 'pointer';
    setTip(hit === undefined || at === undefined || hit.kind === 'lane' ? undefined : { hit, point: at });
  };

  const click = (at: Point): void => {
    const hit = find(at);
    if (hit?.kind !== 'lane') {
      const key = hit?.kind === 'bar' ? hit.bar.key : hit?.arc.to.bar.key;
      const now = performance.now();
      const bar = key === undefined ? undefined : laid.bars.get(key);
      if (bar !== undefined && lastClick.current.key === key && now - lastClick.current.at < 400)
        frame.glide(zoomTo(frame.view(), bar));
      lastClick.current = { key: key ?? '', at: now };
      return onSelect(key);
    }
    const { box } = hit;
    if (box.lane === undefined) return onSelect(box.traceId);
    if (box.lane.hasMore && at.x >= moreChip(frame.size().width).left) onMore(box.traceId);
    else onToggle(box.traceId);
  };

  useImperativeHandle(ref, () => ({
    show: (key) => {
      const bar = laid.bars.get(key);
      if (bar !== undefined) frame.glide(reveal(frame.view(), frame.size(), bar));
    },
    enlarge: (key) => {
      const bar = laid.bars.get(key);
      if (bar !== undefined) frame.glide(zoomTo(frame.view(), bar));
    },
    zoom: (factor) => {
      const view = frame.view();
      frame.glide(zoomAt(view, factor, (view.from + view.to) / 2));
    },
    fit: () => frame.glide({ ...WHOLE, top: frame.view().top }),
    image: () => imageOf(painting, frame.view(), frame.size()),
  }));

  return (
    <div className="canvas-box">
      <canvas
        ref={frame.canvas}
        className="canvas"
        tabIndex={0}
        role="img"
        aria-label={label}
        aria-describedby="canvas-keys"
        {...useGestures(frame, point, click)}
      />
      <p id="canvas-keys" className="unseen">
        Arrow keys move the picture, plus and minus zoom, 0 shows all. The list of traces and spans says the same in
        words.
      </p>
      {tip !== undefined && <Tip hit={tip.hit} point={tip.point} size={frame.size()} />}
    </div>
  );
}

/** As the frame knows what is under the pointer. */
function keyOf(hit: Hit, x: number, width: number): string {
  if (hit.kind === 'bar') return hit.bar.key;
  if (hit.kind === 'arc') return hit.arc.key;
  return `${hit.box.lane?.hasMore === true && x >= moreChip(width).left ? 'more' : 'lane'}:${hit.box.traceId}`;
}
