/**
 * What the explorer answers: the JSON that the server gives and the page draws. Times are microseconds since
 * 1970, durations microseconds. In one file, as it is one contract, read as a whole.
 */

/** Which span. Ids are lower-case hex, of 32 and 16 digits. */
export interface SpanRef {
  readonly traceId: string;
  readonly spanId: string;
}

export type Status = 'unset' | 'ok' | 'error';
export type Kind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** A span as lists and pictures show it. */
export interface SpanSummary extends SpanRef {
  /** Missing at a root. */
  readonly parentSpanId?: string;
  readonly name: string;
  readonly service: string;
  readonly kind: Kind;
  readonly status: Status;
  readonly start: number;
  readonly duration: number;
}

/** A link, from the cause to what it led to: the span that carries the link is `effect`. */
export interface CausalLink {
  readonly cause: SpanRef;
  readonly effect: SpanRef;
  /** `spanlink.relation`, or what else names it (`link.name`, `sentry.link.type`, `opentracing.ref_type`). */
  readonly relation?: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A link of a span, with what is at its other end; `span` is missing where that was never received. */
export interface LinkEnd extends CausalLink {
  readonly span?: SpanSummary;
}

/** `GET /api/spans/:traceId/:spanId`: all that is known of one span. */
export interface SpanDetail extends SpanSummary {
  readonly statusMessage?: string;
  readonly traceState?: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
  readonly scope: { readonly name: string; readonly version: string };
  readonly events: readonly SpanEvent[];
  /** The links that this span carries; at most `LinkEnds.limit` of them. */
  readonly causedBy: LinkEnds;
  /** The links that others carry to this span. */
  readonly ledTo: LinkEnds;
}

/** Links of a span, bounded: `total` says how many there are. */
export interface LinkEnds {
  readonly total: number;
  readonly ends: readonly LinkEnd[];
}

export interface SpanEvent {
  readonly name: string;
  readonly time: number;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A trace as a lane: what is known of it without its spans. */
export interface TraceSummary {
  readonly traceId: string;
  /** Missing where the root was not received (yet): then `name` and `service` are those of the first span. */
  readonly rootSpanId?: string;
  readonly name: string;
  readonly service: string;
  readonly services: readonly string[];
  readonly start: number;
  readonly duration: number;
  readonly spans: number;
  readonly errors: number;
  /** Links that its spans carry, and that other spans carry to it. */
  readonly linksOut: number;
  readonly linksIn: number;
}

/** `GET /api/traces/:traceId` */
export interface TraceAnswer {
  readonly trace: TraceSummary;
  /** In the order of their start. */
  readonly spans: readonly SpanSummary[];
  /** Every link that a span of this trace carries, or that is carried to one. */
  readonly links: readonly LinkEnd[];
  /** Whether a bound left out spans or links. */
  readonly isCut: boolean;
}

export type Direction = 'causes' | 'effects' | 'both';

/** A trace in a graph. */
export interface Lane extends TraceSummary {
  /** How many links away from the centre; 0 is the centre. */
  readonly hop: number;
  /** Whether links lead on from here to traces that are not in the picture. */
  readonly hasMore: boolean;
}

/** `GET /api/graph`: what is around a trace or a span. */
export interface GraphAnswer {
  readonly center: { readonly traceId: string; readonly spanId?: string };
  readonly lanes: readonly Lane[];
  readonly spans: readonly SpanSummary[];
  readonly links: readonly CausalLink[];
  /** Traces that links point to, and of which no span was received. */
  readonly missing: readonly { readonly traceId: string; readonly hop: number }[];
  /** Whether a bound on hops, traces or spans left something out. */
  readonly isCut: boolean;
}

/** `GET /api/search`: traces, the newest first. `isCut` says that a bound on hops, causes or effects left some out. */
export interface SearchAnswer {
  /** `matches` are the spans that match, at most 20 of a trace; none where nothing was asked of spans. */
  readonly traces: readonly (TraceSummary & { readonly matches: readonly SpanSummary[] })[];
  readonly isCut: boolean;
  /** To be given as `before` for the next page; missing at the end. */
  readonly next?: string;
}

/** `GET /api/services`: the services and the edges between them. */
export interface ServicesAnswer {
  readonly services: readonly ServiceNode[];
  readonly edges: readonly ServiceEdge[];
  /** From when on spans were counted. */
  readonly since: number;
  /** One of so many traces was read, and the counts are multiplied; 1 where all were. */
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
 * A call: the child span's durations. A link: `from` caused `to`, and `gap` is the time between the cause's end and the
 * effect's start.
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

/** `GET /api/chain`: from a first cause to a span, along the links and calls that it waited for. */
export interface ChainAnswer {
  /** In the order of time. */
  readonly steps: readonly ChainStep[];
  readonly traces: readonly TraceSummary[];
  /** From the first step's start to the last one's end; never a sum. */
  readonly elapsed: number;
  /** Of it: in which no step worked. */
  readonly waited: number;
  readonly isCut: boolean;
}

/** A span on the critical path, and the time before it in which nothing on the path worked. */
export interface ChainStep {
  readonly span: SpanSummary;
  /** The link that leads to this step from the one before it; missing at the first, and along a parent. */
  readonly link?: CausalLink;
  readonly waitedBefore: number;
}

/** `GET /api/runs`: runs of workflows (`spanlink.workflow.run_id`), the newest first. */
export interface RunsAnswer {
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
export interface RunAnswer {
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

/** `GET /api/facets`: what searches can choose from. */
export interface FacetsAnswer {
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
  /** Rows of spans that were there before, whose links go into the index. */
  readonly backfill: { readonly isDone: boolean; readonly done: number; readonly total: number };
  /** Where spans are received. */
  readonly receivers: { readonly http?: string; readonly grpc?: string };
  /** URL templates of other backends, `{traceId}` in them: "open in Jaeger". */
  readonly openIn: readonly { readonly name: string; readonly template: string }[];
}

/** `GET /api/live`: the data of each server-sent event `spans`, at most some a second. */
export interface LiveAnswer {
  /** Traces of which spans arrived, the last ones where there were many. */
  readonly traces: readonly string[];
  /** How many spans arrived since the event before. */
  readonly spans: number;
}

/** What is answered with a status of 400 or more. */
export interface ErrorAnswer {
  /** What was expected, what was found, and what to do. */
  readonly error: string;
}
