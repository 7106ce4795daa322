/** The actions of a timeline: each changes the address, from which the timeline is drawn again. */
import { useMemo } from 'react';
import type { SpanRef } from '../../../api/answers.js';
import { fetchAnswer } from '../../data/api-client.js';
import { spanKey, type TimelineModel } from '../../data/timeline-model.js';
import { collapsedKey, isCollapsed, isSelectable, updateAddress, type TimelineState } from './timeline-state.js';

export interface TimelineActions {
  /** Selects a span or a missing trace by its key; nothing for `undefined`. */
  readonly select: (key: string | undefined) => void;
  /** Collapses a trace, or expands it. */
  readonly toggle: (traceId: string) => void;
  /** Collapses all traces, or expands all if any is collapsed. */
  readonly toggleAll: () => void;
  /** Selects a span, and opens its trace if it is not in the timeline yet. */
  readonly jumpTo: (span: SpanRef) => void;
  /** Jumps along the first link of the selected span to a trace in the timeline. */
  readonly followLink: (side: 'cause' | 'effect') => void;
  /** Opens the traces that a trace is linked with. */
  readonly openLinked: (traceId: string) => Promise<void>;
  readonly toggleCompressedWaits: () => void;
}

/** @param onJump Called before a jump: the element that has the focus goes away with the details that contain it. */
export function useTimelineActions(state: TimelineState, model: TimelineModel, onJump: () => void): TimelineActions {
  return useMemo(() => {
    const { selected } = state;
    const traceIds = new Set(model.lanes.map(({ traceId }) => traceId));
    const expanded = (traceId: string): string[] => state.collapsed.filter((one) => one !== collapsedKey(traceId));
    const jumpTo = (span: SpanRef): void => {
      onJump();
      updateAddress({
        sel: spanKey(span),
        ...(traceIds.has(span.traceId) ? { shut: expanded(span.traceId) } : { open: [...state.opened, span.traceId] }),
      });
    };
    return {
      select: (key) => updateAddress({ sel: key !== undefined && isSelectable(key) ? key : undefined }),
      toggle: (traceId) =>
        updateAddress(
          {
            shut: isCollapsed(state, traceId) ? expanded(traceId) : [...state.collapsed, collapsedKey(traceId)],
          },
          { replace: true },
        ),
      toggleAll: () =>
        updateAddress(
          { shut: state.collapsed.length > 0 ? undefined : model.lanes.map(({ traceId }) => collapsedKey(traceId)) },
          { replace: true },
        ),
      jumpTo,
      followLink: (side) => {
        const link = model.links.find(
          (one) =>
            (selected === spanKey(one.cause) || selected === spanKey(one.effect)) &&
            spanKey(one[side]) !== selected &&
            traceIds.has(one[side].traceId),
        );
        if (link !== undefined) jumpTo(link[side]);
      },
      openLinked: async (traceId) => {
        const { lanes } = await fetchAnswer('graph', { trace: traceId, hops: 1, traces: 20, spans: 1_000 });
        const found = lanes.map((lane) => lane.traceId).filter((id) => !traceIds.has(id));
        if (found.length > 0) updateAddress({ open: [...state.opened, ...found] });
      },
      toggleCompressedWaits: () =>
        updateAddress({ time: state.compressWaits ? 'true' : undefined, at: undefined }, { replace: true }),
    };
  }, [state, model, onJump]);
}
