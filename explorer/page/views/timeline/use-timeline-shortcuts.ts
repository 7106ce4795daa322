/** The keys of a timeline; the shortcuts dialog lists them. */
import { useShortcuts } from '../../components/use-shortcuts.js';
import type { TimelineState } from './timeline-state.js';
import type { TimelineActions } from './use-timeline-actions.js';

export interface TimelineShortcutsOptions {
  readonly onClose: () => void;
  readonly onZoomTo: (key: string) => void;
}

export function useTimelineShortcuts(
  { trace, selected }: TimelineState,
  actions: TimelineActions,
  { onClose, onZoomTo }: TimelineShortcutsOptions,
): void {
  useShortcuts({
    Escape: () => selected !== undefined && onClose(),
    '[': () => actions.followLink('cause'),
    ']': () => actions.followLink('effect'),
    x: () => actions.toggle(selected?.slice(0, 32) ?? trace),
    a: actions.toggleAll,
    z: () => selected !== undefined && onZoomTo(selected),
    s: actions.toggleCompressedWaits,
  });
}
