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

/** A scope, or all of a trace of Jaeger's. */
interface Part {
  around: Record<string, Buffer | undefined>;
  spans: FoundSpan[];
}

export class HeldSpans {
  readonly #form: FileForm;
  readonly #emit: (group: SpanGroup) => void;
  readonly #names: readonly [outer: string, inner: string];
  #outer: Record<string, Buffer | undefined> = {};
  #parts: Part[] = [];
  #held = 0;

  /** @param names of what has to be known: around all spans, and around those of one part */
  constructor(form: FileForm, names: readonly [outer: string, inner: string], emit: (group: SpanGroup) => void) {
    this.#form = form;
    this.#names = names;
    this.#emit = emit;
  }

  /** Sets what is around all spans. */
  setOuter(name: string, bytes: Buffer): void {
    this.#outer[name] = bytes;
  }

  /** Sets what is around the spans of this part. */
  setInner(name: string, bytes: Buffer): void {
    this.#part.around[name] = bytes;
    this.#held += bytes.length;
  }

  startPart(): void {
    if (this.#parts.at(-1)?.spans.length === 0) this.#parts.pop();
    this.#parts.push({ around: {}, spans: [] });
  }

  /** Adds a span. Returns false if so many were held that they went on without what is around them. */
  add(span: FoundSpan): boolean {
    this.#part.spans.push(span);
    this.#held += span.bytes.length;
    if (this.#held < ENOUGH) return true;
    const [outer, inner] = this.#names;
    const isKnown = this.#outer[outer] !== undefined && (inner === '' || this.#part.around[inner] !== undefined);
    if (!isKnown && this.#held < MAX_HELD) return true;
    this.#flush();
    return isKnown;
  }

  /** Sends on what is held: nothing more comes. */
  end(): void {
    this.#flush();
    this.#outer = {};
    this.#parts = [];
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
      part.spans = [];
    }
    this.#parts = this.#parts.slice(-1);
    this.#held = 0;
  }
}
