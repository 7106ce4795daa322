/**
 * Holds the spans of a resource, a scope or a trace until what is around them is known: it may be behind them in the
 * file. Of a large one, they go on early.
 */
import type { FileForm } from '../../api/files.js';
import type { FoundSpan, SpanGroup } from './span-group.js';

const MIB = 1024 * 1024;

/** Bytes of spans that wait although what is around them is known already. */
const ENOUGH = MIB;
/** Bytes of spans that wait for what is around them. */
export const MAX_HELD = 256 * MIB;

/** Bytes of spans that wait for schema URLs, which few senders have: a file may be without any. */
const MAX_FOR_SCHEMAS = 8 * MIB;

/** Counted for each schema URL that came too late. */
export const LATE_SCHEMA_URL = `schema URLs behind more than ${MAX_FOR_SCHEMAS / MIB} MiB of spans left out of some`;

/** A scope, or all of a trace of Jaeger's. */
interface Part {
  around: Record<string, Buffer | undefined>;
  spans: FoundSpan[];
  hasSent: boolean;
}

export class HeldSpans {
  readonly #form: FileForm;
  readonly #emit: (group: SpanGroup) => void;
  readonly #names: readonly [outer: string, inner: string];
  #outer: Record<string, Buffer | undefined> = {};
  #parts: Part[] = [];
  #held = 0;
  #hasSent = false;

  /** @param names of what has to be known: around all spans, and around those of one part */
  constructor(form: FileForm, names: readonly [outer: string, inner: string], emit: (group: SpanGroup) => void) {
    this.#form = form;
    this.#names = names;
    this.#emit = emit;
  }

  /** Sets what is around all spans. Returns false if some went on without it. */
  setOuter(name: string, bytes: Buffer): boolean {
    this.#outer[name] = bytes;
    return !this.#hasSent;
  }

  /** Sets what is around the spans of this part, in names of its own. Returns false if some went on without it. */
  setInner(name: string, bytes: Buffer): boolean {
    this.#part.around[name] = bytes;
    this.#held += bytes.length;
    return !this.#part.hasSent;
  }

  startPart(): void {
    if (this.#parts.at(-1)?.spans.length === 0) this.#parts.pop();
    this.#parts.push({ around: {}, spans: [], hasSent: false });
  }

  /** Adds a span. Returns false if so many were held that they went on without what is around them. */
  add(span: FoundSpan): boolean {
    this.#part.spans.push(span);
    this.#held += span.bytes.length;
    if (this.#held < ENOUGH) return true;
    const [outer, inner] = this.#names;
    const { around } = this.#part;
    const isKnown = this.#outer[outer] !== undefined && (inner === '' || around[inner] !== undefined);
    const isWhole = inner === '' || (this.#outer.schemaUrl !== undefined && around.scopeSchemaUrl !== undefined);
    if (this.#held < (!isKnown ? MAX_HELD : isWhole ? ENOUGH : MAX_FOR_SCHEMAS)) return true;
    this.#flush();
    return isKnown;
  }

  /** Sends on what is held: nothing more comes. */
  end(): void {
    this.#flush();
  }

  get #part(): Part {
    const last = this.#parts.at(-1);
    if (last !== undefined) return last;
    this.startPart();
    return this.#part;
  }

  #flush(): void {
    for (const part of this.#parts) {
      if (part.spans.length > 0)
        this.#emit({ form: this.#form, around: { ...this.#outer, ...part.around }, spans: part.spans });
      part.hasSent ||= part.spans.length > 0;
      this.#hasSent ||= part.hasSent;
      part.spans = [];
    }
    this.#parts = this.#parts.slice(-1);
    this.#held = 0;
  }
}
