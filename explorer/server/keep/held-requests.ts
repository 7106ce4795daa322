/** What is held of requests: their fragments, which are stored with their spans. */
import { fragmentBlock } from '../store/keep-schema.js';
import { NO_EVIDENCE } from './decide/evidence.js';
import type { EvidenceByTrace } from './decide/evidence.js';
import type { ObservedSpans, Observer } from './decide/observer.js';
import { splitRequest } from './fragments/fragments.js';
import { FragmentIds } from './held/fragment-ids.js';
import { toFragmentRow } from './held/held-fragments.js';

/** What a request was about. */
export interface HeldRequest {
  /** The spans of each trace, and what they tell of it and of traces that their links point to. */
  readonly parts: readonly {
    readonly traceId: string;
    readonly spans: ObservedSpans;
    readonly evidence: EvidenceByTrace;
  }[];
  /** The traces of its spans. */
  readonly traces: readonly string[];
  /** Those of which it changes what policies know: these, and traces whose effects it brought. */
  readonly observed: readonly string[];
  /** The traces that its links point to. */
  readonly linked: Iterable<string>;
  /** Milliseconds since 1970. */
  readonly received: number;
}

/** What is held of a request. */
export interface HeldRows {
  /** Rows of the table of fragments. */
  readonly fragments: Uint8Array;
  /** Called once they and the spans are stored, or if they could not be. */
  readonly end: (isStored: boolean) => void;
}

/** The fragments of one request: each repeats what its spans share. */
const MAX_BYTES = 64 * 1024 * 1024;
const EMPTY = Buffer.alloc(0);

/** Writes what is held of requests into blocks. */
export class RequestHolder {
  readonly #observer: Observer;
  readonly #rules: bigint;
  readonly #ids = new FragmentIds();
  readonly #block = fragmentBlock();

  /** @param rules the number of the rules that the observer is of */
  constructor(observer: Observer, rules: bigint) {
    this.#observer = observer;
    this.#rules = rules;
  }

  /** The number of this process in the ids of its fragments. */
  get process(): bigint {
    return this.#ids.process;
  }

  /**
   * Splits a request, in protobuf, into fragments.
   *
   * @param received milliseconds since 1970
   * @throws a `RangeError` if they are too large
   */
  split(request: Buffer, received: number): { readonly held: HeldRequest; readonly fragments: Buffer } {
    const linked = new Set<string>();
    const observed = new Set<string>();
    const parts: HeldRequest['parts'][number][] = [];
    const about = { rules: this.#rules, received };
    for (const { traceId, request: bytes } of splitRequest(request, MAX_BYTES)) {
      const evidence: EvidenceByTrace = new Map();
      const spans = this.#observer.observe(traceId, bytes, evidence);
      parts.push({ traceId, spans, evidence });
      for (const link of spans.links) linked.add(link.traceId);
      for (const [trace, ofTrace] of evidence) {
        observed.add(trace);
        const id = this.#ids.next(received);
        this.#block.add(
          trace === traceId
            ? toFragmentRow(trace, ofTrace, { ...about, id, request: bytes })
            : toFragmentRow(trace, { ...NO_EVIDENCE, met: ofTrace.met }, { ...about, id, request: EMPTY }),
        );
      }
    }
    const traces = parts.map(({ traceId }) => traceId);
    return { held: { parts, traces, observed: [...observed], linked, received }, fragments: this.#block.finish() };
  }
}
