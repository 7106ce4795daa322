/** Holds requests: their fragments are on disk before they are acknowledged. */
import { setTimeout } from 'node:timers/promises';
import type { FragmentRow, KeepTables } from '../store/keep-tables.js';
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
  readonly linked: ReadonlySet<string>;
  /** Milliseconds since 1970. */
  readonly received: number;
}

/** The fragments of one request: each repeats what its spans share. */
const MAX_BYTES = 64 * 1024 * 1024;
const EMPTY = Buffer.alloc(0);
// each insert creates a part, and merging parts takes as much work as inserting: a pause lets more requests arrive
const PAUSE_MS = 20;

export class RequestHolder {
  readonly #tables: KeepTables;
  readonly #observer: Observer;
  readonly #rules: bigint;
  readonly #ids = new FragmentIds();
  #rows: FragmentRow[] = [];
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  /** @param rules the number of the rules that the observer is of */
  constructor(tables: KeepTables, observer: Observer, rules: bigint) {
    this.#tables = tables;
    this.#observer = observer;
    this.#rules = rules;
  }

  /**
   * Holds a request, in protobuf. Resolves once it is on disk.
   *
   * @param received milliseconds since 1970
   * @throws a `RangeError` if its fragments are too large
   */
  async hold(request: Buffer, received: number): Promise<HeldRequest> {
    const linked = new Set<string>();
    const observed = new Set<string>();
    const parts: HeldRequest['parts'][number][] = [];
    const fragments = splitRequest(request, MAX_BYTES);
    for (const { traceId, request: bytes } of fragments) {
      const evidence: EvidenceByTrace = new Map();
      const spans = this.#observer.observe(traceId, bytes, evidence);
      parts.push({ traceId, spans, evidence });
      for (const link of spans.links) linked.add(link.traceId);
      const about = { rules: this.#rules, received };
      for (const [trace, ofTrace] of evidence) {
        observed.add(trace);
        this.#rows.push(
          toFragmentRow(trace, trace === traceId ? ofTrace : { ...NO_EVIDENCE, met: ofTrace.met }, {
            ...about,
            id: this.#ids.next(received),
            request: trace === traceId ? bytes : EMPTY,
          }),
        );
      }
    }
    if (fragments.length > 0) await this.#insert();
    return { parts, traces: fragments.map(({ traceId }) => traceId), observed: [...observed], linked, received };
  }

  /** Inserts all rows that wait: those that come while an insert is running wait for the next one. */
  #insert(): Promise<void> {
    const running = this.#running;
    this.#next ??= running.then(() => {
      const rows = this.#rows.splice(0);
      this.#next = undefined;
      const insert = this.#tables.insert('fragments', rows);
      this.#running = insert.then(() => setTimeout(PAUSE_MS)).catch(() => {});
      return insert;
    });
    return this.#next;
  }
}
