/** What a laid out picture consists of: lanes, rows, bars and arcs; x from 0 to 1 by the time scale, y in pixels. */
import type { CausalLink, Lane, SpanSummary } from '../../api/answers.js';
import type { TimeScale } from './time-scale.js';

export const ROW_HEIGHT = 22;
export const BAR_HEIGHT = 16;
export const LANE_HEADER_HEIGHT = 34;
export const LANE_GAP = 12;

export interface Layout {
  readonly scale: TimeScale;
  readonly lanes: readonly LaneBox[];
  /** From the top down; its bars in the order of their start. */
  readonly rows: readonly Row[];
  readonly bars: ReadonlyMap<string, Bar>;
  readonly arcs: readonly Arc[];
  readonly height: number;
}

export interface LaneBox {
  readonly traceId: string;
  /** Missing where no span of the trace was received. */
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
  /** Whether it stands for a trace of which nothing was received. */
  readonly isGhost: boolean;
  /** Where the next bar of its row begins: its label may go so far. */
  until: number;
  /** Links to traces that are not in the picture. */
  causesOutside: number;
  effectsOutside: number;
}

export interface Arc {
  readonly key: string;
  readonly link: CausalLink;
  readonly from: { readonly bar: Bar; readonly place: number };
  readonly to: { readonly bar: Bar; readonly place: number };
  /** Whether an end of it was not received, and is drawn at what stands for it. */
  readonly isBroken: boolean;
}
