/** Keeps what matters of a timeline in sight. */
import { useEffect, useRef, type RefObject } from 'react';
import type { Layout } from '../../timeline/geometry.js';
import type { TimelineCanvasHandle } from '../../timeline/timeline-canvas.js';
import type { TimelineState } from './timeline-state.js';

/** Reveals the selected bar; at first, unless the address has a viewport or a selection, the trace of the timeline. */
export function useReveal(
  canvas: RefObject<TimelineCanvasHandle | null>,
  layout: Layout,
  { trace, selected, initialViewport }: TimelineState,
): void {
  const isKnown = selected !== undefined && layout.bars.has(selected);
  useEffect(() => {
    if (selected !== undefined && isKnown) canvas.current?.reveal(selected);
  }, [canvas, selected, isKnown]);

  const isPlaced = useRef(initialViewport !== undefined || selected !== undefined);
  useEffect(() => {
    const bar = isPlaced.current ? undefined : [...layout.bars.values()].find(({ traceId }) => traceId === trace);
    if (bar !== undefined) canvas.current?.reveal(bar.key);
    isPlaced.current = true;
  }, [canvas, layout, trace]);
}
