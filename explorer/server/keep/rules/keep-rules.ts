/** The rules by which traces are kept, as a keep file states them; policies in the words of the Collector. */

export interface KeepRules {
  /** Milliseconds for which every trace is held, so that it can still be kept. */
  readonly hold: number;
  /** Milliseconds after the last span of a trace came, before it is decided. */
  readonly decisionWait: number;
  readonly policies: readonly Policy[];
  readonly follow: FollowRules;
  /** True if decisions by probability read and write the thresholds of `tracestate`. */
  readonly usesTraceState: boolean;
}

/** The bounds of the graph that a kept trace takes along. */
export interface FollowRules {
  /** Links that are followed towards causes; 0 follows none. */
  readonly causes: number;
  /** Links that are followed towards effects. */
  readonly effects: number;
  /** The relations that are followed, of which the empty one is that of links without; undefined follows all. */
  readonly relations?: readonly string[];
  /** The traces that one trace may take along. */
  readonly mostTraces: number;
}

/** A policy by its name. */
export type Policy = NamedRule<TraceRule | CombinedRule>;

/** A policy that may be part of others. */
export type SubPolicy<R = TraceRule> = NamedRule<R>;

type NamedRule<R> = R & { readonly name: string };

/** Rules about a trace alone. Names and meanings are the Collector's; `link` and `workflow` are our own. */
export type TraceRule =
  | { readonly type: 'always_sample' }
  | { readonly type: 'latency'; readonly thresholdMs: number; readonly upperThresholdMs?: number }
  | {
      readonly type: 'numeric_attribute';
      readonly key: string;
      readonly min?: bigint;
      readonly max?: bigint;
      readonly isInverted: boolean;
    }
  | { readonly type: 'probabilistic'; readonly percentage: number; readonly salt: string }
  | { readonly type: 'status_code'; readonly codes: readonly StatusName[] }
  | ({ readonly type: 'string_attribute'; readonly key: string; readonly isInverted: boolean } & TextMatch)
  | {
      readonly type: 'boolean_attribute';
      readonly key: string;
      readonly value: boolean;
      readonly isInverted: boolean;
    }
  | { readonly type: 'rate_limiting'; readonly perSecond: number; readonly burst: number }
  | { readonly type: 'bytes_limiting'; readonly perSecond: number; readonly burst: number }
  | { readonly type: 'span_count'; readonly min: number; readonly max?: number }
  | { readonly type: 'trace_state'; readonly key: string; readonly values: readonly string[] }
  | { readonly type: 'trace_flags' }
  | LinkRule
  | { readonly type: 'workflow'; readonly outcomes: readonly AttemptOutcome[]; readonly workflows?: readonly string[] };

/** Rules that combine others. */
export type CombinedRule =
  | NotRule
  | AndRule
  | { readonly type: 'drop'; readonly policies: readonly SubPolicy<TraceRule | NotRule>[] }
  | {
      readonly type: 'composite';
      readonly maxSpansPerSecond: number;
      /** In the order in which they are asked, with the spans a second that each may take. */
      readonly policies: readonly { readonly policy: SubPolicy<TraceRule | AndRule>; readonly perSecond: number }[];
    };

export interface NotRule {
  readonly type: 'not';
  readonly policy: SubPolicy;
}

export interface AndRule {
  readonly type: 'and';
  readonly policies: readonly SubPolicy<TraceRule | NotRule>[];
}

/** Traces with a link: one that a span carries, or one that points to a span. */
export interface LinkRule {
  readonly type: 'link';
  /** Towards the causes of the trace are the links that it carries, towards its effects those that point to it. */
  readonly direction: 'causes' | 'effects' | 'both';
  /** Of any relation if undefined. */
  readonly relations?: readonly string[];
  readonly attribute?: { readonly key: string } & TextMatch;
}

/** Texts, one of which a value has to be; or regular expressions of RE2, one of which has to match somewhere in it. */
export interface TextMatch {
  readonly values: readonly string[];
  readonly isRegex: boolean;
  /** The values whose matches are remembered. */
  readonly cacheSize: number;
}

export const STATUS_NAMES = ['UNSET', 'OK', 'ERROR'] as const;
export type StatusName = (typeof STATUS_NAMES)[number];

export const ATTEMPT_OUTCOMES = ['failed', 'resumed', 'dead_lettered', 'compensated'] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];
