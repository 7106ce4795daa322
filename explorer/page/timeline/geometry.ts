/**
 * The elements of a layout: lanes, rows, bars and arcs. Horizontal places run from 0 to 1 by the time scale, vertical
 * ones are pixels.
 */
import type { CausalLink, Lane, SpanSummary } from '../../api/answers.js';
import type { TimeScale } from './time-scale.js';

export const ROW_HEIGHT = 22;
export const BAR_HEIGHT = 16;
export const LANE_HEADER_HEIGHT = 34;
export const LANE_GAP = 12;

export interface Layout {
  readonly scale: TimeScale;
  readonly lanes: readonly LaneBox[];
  /** From the top down; the bars of a row are in the order of their start. */
  readonly rows: readonly Row[];
  readonly bars: ReadonlyMap<string, Bar>;
  readonly arcs: readonly Arc[];
  readonly height: number;
}

export interface LaneBox {
  readonly traceId: string;
  /** Missing if no span of the trace was received. */
  readonly lane?: Lane;
  readonly top: number;
  readonly height: number;
  readonly isCollapsed: boolean;
}

export interface Row {
  readonly top: number;
  readonly bars: readonly Bar[];
}

export interface Bar {
  readonly key: string;
  readonly traceId: string;
  /** Missing for a trace that was not received, and for the bar of a collapsed trace without a root. */
  readonly span?: SpanSummary;
  readonly label: string;
  readonly service: string;
  readonly isError: boolean;
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly depth: number;
  /** True if it stands for a trace that was not received. */
  readonly isGhost: boolean;
  /** The start of the next bar in its row, up to which its label may reach. */
  until: number;
  /** The numbers of links to traces outside of the timeline. */
  causesOutside: number;
  effectsOutside: number;
}

export interface Arc {
  readonly key: string;
  readonly link: CausalLink;
  readonly from: { readonly bar: Bar; readonly place: number };
  readonly to: { readonly bar: Bar; readonly place: number };
  /** True if one of its ends was not received, so that the arc is drawn to another bar of that trace. */
  readonly isBroken: boolean;
}
