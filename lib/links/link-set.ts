/** A set of clean links: contexts without duplicates, in the order in which they came. */
import type { Attributes, Link, SpanContext } from '@opentelemetry/api';
import type { DescribeBatch } from './batch-attributes.js';
import { LinkTable } from './link-table.js';
import { isSameSpan } from './span-context.js';

const KEY_DIGITS = 7;

/**
 * Collects links. Two links to one span are one, unless both have attributes and these differ (a span may be both
 * `previous` and `retry_of`); a link without attributes takes on those of its duplicate.
 */
export class LinkSet {
  readonly links: Link[] = [];
  /** The batches that these links were read from, where their span is to be described by them. */
  batch: { readonly describe: DescribeBatch; readonly items: number } | undefined;
  /** The contexts that were given, with those that are no link of their own: duplicates, the parent. */
  contexts = 0;
  /** The number of links to come, as far as it is known: a hint. */
  expected = 0;
  /** The span of these links, once it has started: a link to it is left out. */
  self: SpanContext | undefined;
  // by a number out of the span id, which is cheaper to hash than text, and by the full ids where two have that number
  #byKey: LinkTable | undefined;
  #byIds: Map<string, Link> | undefined;
  #variants: Set<string> | undefined;
  readonly #parent: SpanContext | undefined;

  /** @param parent The ambient parent of the links' span: a link to it without attributes is left out. */
  constructor(parent?: SpanContext) {
    this.#parent = parent;
  }

  /** Adds a link to a valid context. */
  add(context: SpanContext, given: Attributes | undefined): void {
    this.contexts++;
    const { self } = this;
    const attributes = given === undefined || Object.keys(given).length === 0 ? undefined : given;
    if (attributes === undefined && this.#parent !== undefined && isSameSpan(context, this.#parent)) return;
    if (self !== undefined && isSameSpan(context, self)) return;
    const link: Link = attributes === undefined ? { context } : { context, attributes };
    const twin = this.#admit(link);
    if (twin === undefined || this.#differs(twin, context, attributes)) this.links.push(link);
  }

  /** Adds a link of zero ids, which points to nothing and has no duplicates. */
  addUnlinked(context: SpanContext, attributes: Attributes | undefined): void {
    this.contexts++;
    this.links.push(attributes === undefined ? { context } : { context, attributes });
  }

  /** Returns the first link to the same span; without one, this link becomes it. */
  #admit(link: Link): Link | undefined {
    const { context } = link;
    const only = this.links[0];
    if (only === undefined) return undefined;
    // a table is made for the second link, as most spans have one
    let byKey = this.#byKey;
    if (byKey === undefined) {
      byKey = this.#byKey = new LinkTable(this.expected);
      byKey.firstOf(numberOf(only.context.spanId), only);
    }
    const first = byKey.firstOf(numberOf(context.spanId), link);
    if (first === undefined || isSameSpan(first.context, context)) return first;
    const byIds = (this.#byIds ??= new Map());
    const ids = context.traceId + context.spanId;
    const twin = byIds.get(ids);
    if (twin === undefined) byIds.set(ids, link);
    return twin;
  }

  /** Merges a duplicate into its twin. @returns true if their attributes differ, so that both are kept. */
  #differs(twin: Link, context: SpanContext, attributes: Attributes | undefined): boolean {
    if (isRicher(context, twin.context)) twin.context = context;
    if (attributes === undefined) return false;
    // links of a span that has started are recorded: further attributes need a link of their own
    if (twin.attributes === undefined && this.self === undefined) {
      twin.attributes = attributes;
      return false;
    }
    const variants = (this.#variants ??= new Set());
    variants.add(variant(twin.context, twin.attributes ?? {}));
    return variants.size < variants.add(variant(context, attributes)).size;
  }
}

/** Returns the last digits of a span id, which are its random ones, as a small integer. */
function numberOf(spanId: string): number {
  let number = 0;
  for (let at = spanId.length - KEY_DIGITS; at < spanId.length; at++) {
    const code = spanId.charCodeAt(at);
    number = (number << 4) | ((code + (code >> 6) * 9) & 15);
  }
  return number;
}

function isRicher(context: SpanContext, than: SpanContext): boolean {
  if (!context.traceState !== !than.traceState) return context.traceState !== undefined;
  return context.traceFlags > than.traceFlags;
}

/** Returns a text that two links share where they say the same of one span. */
function variant(context: SpanContext, attributes: Attributes): string {
  const sorted = Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1));
  const described = sorted.map(([name, value]) => `${textOf(name)}:${textOf(value)}`).join();
  return `${context.traceId}${context.spanId}${described}`;
}

/** JSON would write `NaN` as `null`, and could not write what another copy of this package let in. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(textOf).join()}]`;
  return typeof value === 'object' ? typeof value : String(value);
}
