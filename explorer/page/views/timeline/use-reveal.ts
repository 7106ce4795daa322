/** Keeps what matters of a timeline in sight. */
import { useEffect, useRef, type RefObject } from 'react';
import type { Layout } from '../../timeline/geometry.js';
import type { TimelineCanvasHandle } from '../../timeline/timeline-canvas.js';
import type { TimelineState } from './timeline-state.js';

/**
 * Reveals the selected bar, at first unless the address has a viewport; without a selection, at first the trace of the
 * timeline.
 */
export function useReveal(
  canvas: RefObject<TimelineCanvasHandle | null>,
  layout: Layout,
  { trace, selected, initialViewport }: TimelineState,
): void {
  const isKnown = selected !== undefined && layout.bars.has(selected);
  // an address with a viewport is a link to just that
  const shown = useRef(initialViewport === undefined ? undefined : selected);
  useEffect(() => {
    if (selected !== undefined && isKnown && shown.current !== selected) canvas.current?.reveal(selected);
    if (isKnown) shown.current = undefined;
  }, [canvas, selected, isKnown]);

  const isPlaced = useRef(initialViewport !== undefined || selected !== undefined);
  useEffect(() => {
    const bar = isPlaced.current ? undefined : [...layout.bars.values()].find(({ traceId }) => traceId === trace);
    if (bar !== undefined) canvas.current?.reveal(bar.key);
    isPlaced.current = true;
  }, [canvas, layout, trace]);
}
