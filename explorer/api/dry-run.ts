/** A dry run: what rules would keep of what is held. */
import { duration } from './parameters.js';
import type { Asked } from './parameters.js';
import type { Question } from './questions.js';

/** An amount of traces. */
export interface TraceAmount {
  readonly traces: number;
  readonly spans: number;
  readonly bytes: number;
}

/** Stories, by how much of each is kept: all traces that have the same first cause are one. */
export interface StoryCounts {
  readonly whole: number;
  readonly inPart: number;
}

export interface DryRunAnswer {
  readonly held: TraceAmount & { readonly stories: number };
  readonly kept: TraceAmount & { readonly stories: StoryCounts };
  /** By the first policy that is for a trace. */
  readonly policies: readonly ({ readonly policy: string } & TraceAmount)[];
  /** Traces that no policy is for, by why they are kept: each once, as a cause before as an effect. */
  readonly causes: TraceAmount;
  readonly effects: TraceAmount;
  /** What the same rules keep if links are not read. */
  readonly withoutLinks: TraceAmount & { readonly stories: StoryCounts };
  /** The traces that take most others along. */
  readonly largest: readonly { readonly traceId: string; readonly policy: string; readonly traces: number }[];
}

/** `POST /api/dry-run`: the answer, and a sentence about each part of the keep file that is not used. */
export interface TriedRulesAnswer extends DryRunAnswer {
  readonly notices: readonly string[];
}

/** The text of a keep file is posted to it; without one, the rules that the explorer runs with are tried. */
export const DRY_RUN = {
  path: '/api/dry-run',
  summary: 'Says what a keep file would keep of what is held, as if all of it were decided now. Changes nothing.',
  parameters: { last: duration('Tried on what came in this time, up to now; an hour by default.') },
} as const satisfies Question;

export type DryRunParams = Asked<(typeof DRY_RUN)['parameters']>;
