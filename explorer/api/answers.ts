/* eslint max-lines: off -- one contract, which is read as a whole */
/**
 * The answers of the API, as JSON. Times are microseconds since 1970, durations microseconds.
 */

/** What may leave something out of an answer, or cut it. */
export type Bound =
  /** The parameters of the question with these names. */
  | 'hops'
  | 'traces'
  | 'spans'
  | 'links'
  | 'events'
  | 'limit'
  /** The rows of an answer for which there is no parameter. */
  | 'rows'
  /** The size of the answer. */
  | 'bytes'
  /** The length of a text in a list: it ends with `…`. */
  | 'text';

/** The part of an answer that tells whether it is complete. */
export interface Completeness {
  /** True if a bound left something out, or cut it. */
  readonly isCut: boolean;
  /** Those bounds. */
  readonly cutBy: readonly Bound[];
}

/** A reference to a span. Ids are lower-case hex, of 32 and 16 digits. */
export interface SpanRef {
  readonly traceId: string;
  readonly spanId: string;
}

export type Status = 'unset' | 'ok' | 'error';
export type Kind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** A span as lists and drawings show it. */
export interface SpanSummary extends SpanRef {
  /** Of different spans that share this id, the number in the order of their start; missing for the first. */
  readonly nth?: number;
  /** Missing for a root. */
  readonly parentSpanId?: string;
  readonly name: string;
  readonly service: string;
  /** True if its name or service is cut, and ends with `…`; `GET /api/spans/…` has them whole. */
  readonly isCut?: boolean;
  readonly kind: Kind;
  readonly status: Status;
  readonly start: number;
  readonly duration: number;
  /** True if it starts after it was received, or after now where that is not known: its sender's clock is ahead. */
  readonly isFromFuture?: true;
}

/** A link from a cause to its effect; the effect is the span that carries the link. */
export interface CausalLink {
  readonly cause: SpanRef;
  readonly effect: SpanRef;
  /** `spanlink.relation`, or its equivalent: `link.name`, `sentry.link.type`, `opentracing.ref_type`. */
  readonly relation?: string;
  readonly attributes: Readonly<Record<string, string>>;
  /**
   * True if the relation or an attribute is cut, or attributes are left out: the details of the span that carries the
   * link have its attributes whole.
   */
  readonly isCut?: boolean;
}

/** A link of a span, with the span at its other end; `span` is missing if it was never received. */
export interface LinkEnd extends CausalLink {
  readonly span?: SpanSummary;
}

/** `GET /api/spans/:traceId/:spanId`: everything about one span. */
export interface SpanDetail extends SpanSummary, Completeness {
  readonly isCut: boolean;
  /** When it was received; missing if that is not known, as in a table that a Collector fills. */
  readonly received?: number;
  readonly statusMessage?: string;
  readonly traceState?: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
  readonly scope: SpanScope;
  /** Bits 0 to 7 are W3C trace flags; 0x100 is set if it is known whether the caller is remote, 0x200 if it is. */
  readonly flags?: number;
  /** The schema of the names in the resource's attributes. */
  readonly resourceSchemaUrl?: string;
  /** The number of attributes that the SDK dropped from the resource; missing if it dropped none. */
  readonly resourceDroppedAttributes?: number;
  /** The first of them; `eventsTotal` is the number of all. */
  readonly events: readonly SpanEvent[];
  readonly eventsTotal: number;
  /** How many its SDK dropped; missing if that is not known, as in a table that a Collector fills. */
  readonly dropped?: { readonly attributes: number; readonly events: number; readonly links: number };
  /** The links that this span carries. */
  readonly causedBy: LinkEnds;
  /** The links that other spans carry to this one. */
  readonly ledTo: LinkEnds;
}

/** The library that made a span. What it does not have, or a table of a Collector has no column for, is missing. */
export interface SpanScope {
  readonly name: string;
  readonly version: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly droppedAttributes?: number;
  readonly schemaUrl?: string;
}

/** The first links of a span, and their total. */
export interface LinkEnds {
  readonly total: number;
  readonly ends: readonly LinkDetail[];
}

/** Everything about a link. What a table of a Collector has no column for is missing. */
export interface LinkDetail extends LinkEnd {
  readonly traceState?: string;
  /** Bits 0 to 7 are W3C trace flags; 0x100 is set if it is known whether the cause is remote, 0x200 if it is. */
  readonly flags?: number;
  /** The number of attributes that its SDK dropped; missing if it dropped none. */
  readonly droppedAttributes?: number;
}

export interface SpanEvent {
  readonly name: string;
  readonly time: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** The number of attributes that its SDK dropped; missing if it dropped none, or that is not known. */
  readonly droppedAttributes?: number;
}

/** The summary of a trace, without its spans. */
export interface TraceSummary {
  readonly traceId: string;
  /** Missing if the root was not received (yet): then `name` and `service` are those of the first span. */
  readonly rootSpanId?: string;
  readonly name: string;
  readonly service: string;
  readonly services: readonly string[];
  /** True if its name or a service is cut, and ends with `…`. */
  readonly isCut?: boolean;
  readonly start: number;
  readonly duration: number;
  readonly spans: number;
  readonly errors: number;
  /** The links that its spans carry, and the links that other spans carry to them. */
  readonly linksOut: number;
  readonly linksIn: number;
  /** True if a span of it is from the future. */
  readonly isFromFuture?: true;
}

/**
 * An estimate of how far the clock of a service is off: effects of its spans, or the spans themselves, are before their
 * causes by up to that much.
 */
export interface ClockOffset {
  readonly service: string;
  /** To be added to its times: negative if its clock is ahead. */
  readonly offset: number;
}

/** `GET /api/traces/:traceId` */
export interface TraceAnswer extends Completeness {
  readonly trace: TraceSummary;
  /** Sorted by start. */
  readonly spans: readonly SpanSummary[];
  /** The links that spans of this trace carry, and the links to them. */
  readonly links: readonly LinkEnd[];
  /** What `clocks=adjusted` adds to times, and has added if that was asked; missing if no clock is contradicted. */
  readonly clockOffsets?: readonly ClockOffset[];
}

export type Direction = 'causes' | 'effects' | 'both';

/** A trace in a graph. */
export interface Lane extends TraceSummary {
  /** The number of links between it and the centre; 0 is the centre. */
  readonly hop: number;
  /** True if links lead to traces that are not in the graph. */
  readonly hasMore: boolean;
}

/** `GET /api/graph`: the traces around a trace or a span. */
export interface GraphAnswer extends Completeness {
  readonly center: { readonly traceId: string; readonly spanId?: string };
  readonly lanes: readonly Lane[];
  readonly spans: readonly SpanSummary[];
  readonly links: readonly CausalLink[];
  /** Traces that links point to, but of which no span was received. */
  readonly missing: readonly { readonly traceId: string; readonly hop: number }[];
  /** What `clocks=adjusted` adds to times, and has added if that was asked; missing if no clock is contradicted. */
  readonly clockOffsets?: readonly ClockOffset[];
}

/** `GET /api/search`: traces, the newest first. `hops` and `traces` tell of bounds on their causes and effects. */
export interface SearchAnswer extends Completeness {
  /** `matches` are the matching spans, at most 20 of a trace; empty for a search without conditions on spans. */
  readonly traces: readonly (TraceSummary & { readonly matches: readonly SpanSummary[] })[];
  /** The `before` of the next page; missing on the last one. */
  readonly next?: string;
}

/**
 * `GET /api/services`: services, and the edges between them. A span counts in the time in which it started; a call or a
 * link counts in that of its callee or effect, whenever its caller or cause started.
 */
export interface ServicesAnswer extends Completeness {
  /** With those that have no spans in the time, but called or caused some. */
  readonly services: readonly ServiceNode[];
  readonly edges: readonly ServiceEdge[];
  /** The start of the time in which spans were counted. */
  readonly since: number;
  /** The time that was meant: when spans started, or when they were received. */
  readonly by: 'start' | 'receipt';
  /** The sampling: one of this many traces was read, and counts were multiplied; 1 if all were read. */
  readonly oneOf: number;
}

export interface ServiceNode {
  readonly name: string;
  readonly spans: number;
  readonly errors: number;
  readonly p50: number;
  readonly p95: number;
}

/**
 * Calls, with the durations of the child spans; or links, where `from` caused `to`, and `gap` is the time from the
 * cause's end to the effect's start.
 */
export interface ServiceEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'call' | 'link';
  readonly relation?: string;
  readonly count: number;
  readonly errors: number;
  readonly p50: number;
  readonly p95: number;
  readonly gap?: { readonly p50: number; readonly p95: number };
}

/** `GET /api/chain`: the path from a first cause to a span, along the links and calls that it waited for. */
export interface ChainAnswer extends Completeness {
  /** Sorted by time. */
  readonly steps: readonly ChainStep[];
  readonly traces: readonly TraceSummary[];
  /**
   * The ids of the other traces that were searched for the path; missing if there are none. A span that arrives for no
   * trace of either list does not change the chain.
   */
  readonly searched?: readonly string[];
  /**
   * The time from the first step's start to the last one's end; never a sum of durations. A step that is before its
   * cause by their clocks counts from the start of that.
   */
  readonly elapsed: number;
  /** The part of it between the end of a step and the start of the next one: the sum of `waitedBefore`. */
  readonly waited: number;
  /** What `clocks=adjusted` adds to times, and has added if that was asked; missing if no clock is contradicted. */
  readonly clockOffsets?: readonly ClockOffset[];
}

/** A span on the critical path, and the time from the end of the step before to its start. */
export interface ChainStep {
  readonly span: SpanSummary;
  /** The link from the step before; missing for the first step, and for a step from a caller. */
  readonly link?: CausalLink;
  readonly waitedBefore: number;
  /** By how much it starts before the step that led to it, which a wrong clock makes it; missing if it does not. */
  readonly clockSkew?: number;
}

/** `GET /api/runs`: runs of workflows (`spanlink.workflow.run_id`), the newest first. */
export interface RunsAnswer extends Completeness {
  readonly runs: readonly {
    readonly workflow: string;
    readonly run: string;
    readonly start: number;
    readonly end: number;
    readonly attempts: number;
    readonly errors: number;
  }[];
}

/** `GET /api/runs/:workflow/:run` */
export interface RunAnswer extends Completeness {
  readonly workflow: string;
  readonly run: string;
  readonly attempts: readonly RunAttempt[];
  readonly links: readonly CausalLink[];
}

export interface RunAttempt {
  readonly stage: string;
  readonly item?: string;
  readonly attempt: number;
  readonly span: SpanSummary;
}

/** `GET /api/traces/:traceId/kept`: what becomes of a trace where the explorer keeps some, and forwards them. */
export interface KeptAnswer extends Completeness {
  readonly traceId: string;
  /**
   * `undecided` until nothing came for a while (`decision_wait`); `not_held` if nothing came, or all of it is deleted;
   * `off` if this explorer was started without `--keep`.
   */
  readonly state: 'kept' | 'undecided' | 'not_kept' | 'not_held' | 'off';
  /** The stories that a kept trace is part of: its own first, if policies kept it. */
  readonly stories: readonly KeptStory[];
  /** The spans that are held in the bytes they came in. */
  readonly heldSpans: number;
  /** When the last of them are deleted, or were; missing if none came, or that is not known. */
  readonly goneAt?: number;
}

/** A story: a trace that policies kept, with its causes and its effects. */
export interface KeptStory {
  /** The trace that policies kept. */
  readonly keptFor: string;
  readonly role: 'policy' | 'cause' | 'effect';
  /** Those that kept the trace; empty for its causes and effects. */
  readonly policies: readonly string[];
  /** The links between the two. */
  readonly hops: number;
  readonly decided: number;
}

/** `GET /api/facets`: the values that a search can choose from. Texts too long for a parameter are not among them. */
export interface FacetsAnswer extends Completeness {
  readonly services: readonly string[];
  readonly names: readonly string[];
  readonly attributes: readonly string[];
}

/** `GET /api/status` */
export interface StatusAnswer {
  readonly version: string;
  readonly storage: 'embedded' | 'server' | 'cluster';
  readonly spans: number;
  readonly links: number;
  /** The progress of indexing spans that were stored before the index. */
  readonly backfill: { readonly isDone: boolean; readonly done: number; readonly total: number };
  /** What the store lost with parts that are torn or gone, as after a power failure; missing if nothing is lost. */
  readonly lost?: {
    /** Missing if it is not known. */
    readonly spans?: number;
    /** The days of the spans, `2026-01-31`. */
    readonly days: readonly string[];
    /** The traces that the spans were of, as far as the index knows: the first of them, and their number. */
    readonly traces: readonly string[];
    /** Missing if the spans of these days are too many to tell. */
    readonly tracesTotal?: number;
    /** The folders and files with what is left, and known, of them. */
    readonly folders: readonly string[];
  };
  /** The addresses that receive spans. */
  readonly receivers: { readonly http?: string; readonly grpc?: string };
  /** URL templates of other backends, which contain `{traceId}`: "open in Jaeger". */
  readonly openIn: readonly { readonly name: string; readonly template: string }[];
  /** The names of the policies by which traces are kept; missing if it was started without `--keep`. */
  readonly policies?: readonly string[];
  /** True if the store is deleted when this explorer stops, as that of `open` is. */
  readonly isTemporary?: true;
}

/** `GET /api/live`: the data of each server-sent event `spans`, a few a second at most. */
export interface LiveAnswer {
  /** The traces of the spans that arrived, and those that their links point to; if they are many, the last ones. */
  readonly traces: readonly string[];
  /** True if there were more traces. */
  readonly isCut?: true;
  /** The number of spans that arrived since the previous event. */
  readonly spans: number;
}

/** The answer with a status of 400 or more. */
export interface ErrorAnswer {
  /** Tells what was expected, what was found, and what to do. */
  readonly error: string;
}
