/** A set of clean links: contexts without duplicates, in the order in which they came. */
import type { Attributes, Link, SpanContext } from '@opentelemetry/api';
import { isSameSpan } from './span-context.js';

const LINEAR = 8;

/**
 * Collects links. Two links to one span are one, unless both have attributes and these differ (a span may be both
 * `previous` and `retry_of`); a link without attributes takes on those of its duplicate.
 */
export class LinkSet {
  readonly links: Link[] = [];
  #bySpan: Map<string, Link> | undefined;
  #variants: Set<string> | undefined;
  #isFrozen = false;

  /** Adds a link to a valid context. Whether it was new. */
  add(context: SpanContext, attributes: Attributes | undefined): boolean {
    const twin = this.find(context);
    if (twin !== undefined && !this.#differs(twin, context, attributes)) return false;
    const link: Link = attributes === undefined ? { context } : { context, attributes };
    this.links.push(link);
    if (twin === undefined) this.#bySpan?.set(this.#key(context), link);
    return true;
  }

  /** Adds a link of zero ids, which points to nothing and has no duplicates. */
  addUnlinked(context: SpanContext, attributes: Attributes | undefined): void {
    this.links.push(attributes === undefined ? { context } : { context, attributes });
  }

  /** From now on the links are recorded: a duplicate that says more is a link of its own. */
  freeze(): void {
    this.#isFrozen = true;
  }

  /** The first link to that span. */
  find(context: SpanContext): Link | undefined {
    const { links } = this;
    if (this.#bySpan === undefined) {
      if (links.length <= LINEAR) return links.find((link) => isSameSpan(link.context, context));
      this.#bySpan = new Map();
      for (const link of links) {
        const key = this.#key(link.context);
        if (!this.#bySpan.has(key)) this.#bySpan.set(key, link);
      }
    }
    const candidate = this.#bySpan.get(context.spanId);
    if (candidate === undefined || isSameSpan(candidate.context, context)) return candidate;
    return this.#bySpan.get(context.traceId + context.spanId);
  }

  /** A span id finds its link, and the full ids where two traces have that span id. */
  #key(context: SpanContext): string {
    const other = this.#bySpan?.get(context.spanId);
    return other === undefined || other.context.traceId === context.traceId
      ? context.spanId
      : context.traceId + context.spanId;
  }

  /** Merges what the duplicate adds; true where the two say different things. */
  #differs(twin: Link, context: SpanContext, attributes: Attributes | undefined): boolean {
    if (isRicher(context, twin.context)) twin.context = context;
    if (attributes === undefined) return false;
    if (twin.attributes === undefined && !this.#isFrozen) {
      twin.attributes = attributes;
      return false;
    }
    const variants = (this.#variants ??= new Set());
    variants.add(variant(twin.context, twin.attributes ?? {}));
    return variants.size < variants.add(variant(context, attributes)).size;
  }
}

function isRicher(context: SpanContext, than: SpanContext): boolean {
  if (!context.traceState !== !than.traceState) return context.traceState !== undefined;
  return context.traceFlags > than.traceFlags;
}

function variant(context: SpanContext, attributes: Attributes): string {
  const sorted = Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1));
  return `${context.traceId}${context.spanId}${JSON.stringify(sorted)}`;
}
