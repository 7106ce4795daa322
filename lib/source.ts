/** Reads links from anything that holds a span context. */
import { type Attributes, type Context, type Link, type SpanContext, trace } from '@opentelemetry/api';
import { readCarrier, readFields, readObject, text } from './headers.js';
import { isItems, isOneShot } from './items.js';
import { joinAttributes, relationAttributes } from './link-attributes.js';
import { LinkSet } from './link-set.js';
import { attempt, count, warnOnce } from './report.js';
import { copySpanContext, isValid, isZero } from './span-context.js';
import { parseLink } from './traceparent.js';
import type { LinkOptions, LinkSource } from './types.js';

/** Items read of one source; a longer one is cut there, and says so. */
const ITEM_LIMIT = 100_000;

/**
 * The links of a source: valid, without duplicates, in order. Never throws: what holds no context gives no link and is
 * counted on `spanlink.links.unreadable`.
 *
 * @example
 * linksFrom(message.headers, { relation: 'retry_of' });
 * linksFrom(batch, { attributes: (message, index) => ({ 'messaging.batch.index': index }) });
 */
export function linksFrom(source: LinkSource, options?: LinkOptions): Link[] {
  const set = new LinkSet();
  collectLinks(set, source, options, 'linksFrom');
  return set.links;
}

/**
 * Adds the links of a source to a set. `site` names the caller in reports; `borrowed` are values that belong to the
 * application, of which no one-shot iterator may be consumed.
 */
export function collectLinks(
  set: LinkSet,
  source: unknown,
  options: LinkOptions | undefined,
  site: string,
  borrowed?: readonly unknown[],
): void {
  if (source === null || source === undefined) return;
  const reader = new SourceReader(set, options, site);
  try {
    reader.read(source, borrowed);
  } catch (error) {
    reader.unreadable++;
    warnOnce(site, 'its source could not be read to the end', error);
  }
  count('links.unreadable', reader.unreadable);
}

class SourceReader {
  unreadable = 0;
  readonly #set: LinkSet;
  readonly #site: string;
  readonly #fixed: Attributes | undefined;
  readonly #describe: ((item: unknown, index: number) => Attributes | undefined) | undefined;
  #index = 0;

  constructor(set: LinkSet, options: LinkOptions | undefined, site: string) {
    this.#set = set;
    this.#site = site;
    const attributes = options?.attributes;
    this.#describe = typeof attributes === 'function' ? attributes : undefined;
    this.#fixed = joinAttributes(typeof attributes === 'function' ? undefined : attributes, relationAttributes(options?.relation));
  }

  /** Reads a whole source: the items of an iterable, and of iterables in it, or the source itself. */
  read(source: unknown, borrowed: readonly unknown[] | undefined): void {
    if (!isItems(source)) this.#readItem(source);
    else if (isOneShot(source) && borrowed?.includes(source)) this.#refuse();
    else this.#readItems(source, true);
  }

  #readItems(items: Iterable<unknown>, nested: boolean): void {
    let seen = 0;
    for (const item of items) {
      if (this.#index >= ITEM_LIMIT || seen >= ITEM_LIMIT) {
        count('links.dropped', Array.isArray(items) ? items.length - seen : 1);
        warnOnce(this.#site, `a source has more than ${ITEM_LIMIT} items; the rest was dropped`);
        return;
      }
      seen++;
      if (!nested || !this.#readNested(item)) this.#readItem(item);
    }
  }

  /** Whether the item was several, which have been read. */
  #readNested(item: unknown): boolean {
    const index = this.#index;
    try {
      if (!isItems(item)) return false;
      if (!isOneShot(item)) {
        this.#readItems(item, false);
        return true;
      }
      this.#refuse();
    } catch {
      this.unreadable++;
    }
    // what cannot be read has its place all the same
    if (this.#index === index) this.#index++;
    return true;
  }

  #refuse(): void {
    this.unreadable++;
    warnOnce(this.#site, 'a source is a one-shot iterator, which reading would consume; select an array or a copy');
  }

  #readItem(item: unknown): void {
    const index = this.#index++;
    if (item === null || item === undefined) return;
    let found = false;
    try {
      found = this.#readContexts(item, index);
    } catch {
      // a getter or proxy that throws: this item gives no link, the others do
    }
    if (!found) this.unreadable++;
  }

  #readContexts(item: unknown, index: number): boolean {
    const words = text(item);
    if (words !== undefined) return this.#give(parseLink(words) ?? readCarrier(words), item, index);
    if (typeof item !== 'object' || item === null) return false;
    const { headers, traceparent } = item as { headers?: unknown; traceparent?: unknown };
    if (headers === undefined || headers === null) return this.#readHolder(item, traceparent, index);
    const carried = this.#give(readCarrier(headers), item, index);
    const own = traceparent !== undefined && this.#give(readFields(item, traceparent), item, index);
    return carried || own || this.#readHolder(item, traceparent, index);
  }

  /** What holds a span context itself, or is a container of headers. */
  #readHolder(item: object, traceparent: unknown, index: number): boolean {
    const { spanContext, traceId, context } = item as { spanContext?: unknown; traceId?: unknown; context?: unknown };
    if (typeof spanContext === 'function') return this.#giveCopy(spanContext.call(item), item, index);
    // a row may have a trace id or a context of its own kind, beside its traceparent
    if (typeof traceId === 'string' && this.#giveCopy(item, item, index)) return true;
    if (typeof context === 'object' && context !== null && this.#giveLink(item as Link, index)) return true;
    if (isContext(item)) return this.#giveCopy(trace.getSpanContext(item), item, index);
    if (Array.isArray(item) || (Symbol.iterator in item && 'get' in item)) return this.#give(readCarrier(item), item, index);
    if (isPlain(item)) return this.#give(readObject(item, traceparent), item, index);
    // of an object that is no plain one, nothing but the documented fields is read
    const { traceParent, traceState } = item as { traceParent?: unknown; traceState?: unknown };
    return this.#give(readFields(item, traceparent) ?? readFields({ tracestate: traceState }, traceParent), item, index);
  }

  #giveLink(link: Link, index: number): boolean {
    const context = copySpanContext(link.context);
    const { attributes } = link;
    if (context === undefined || isValid(context)) return this.#give(context, link, index, attributes);
    const isDescribed = attributes !== undefined && Object.keys(attributes).length > 0;
    if (!isZero(context) || !(isDescribed || context.traceState)) return false;
    // kept, as https://opentelemetry.io/docs/specs/otel/trace/api/#link asks
    this.#set.addUnlinked(context, joinAttributes(attributes, this.#attributes(link, index)));
    return true;
  }

  #giveCopy(context: unknown, item: object, index: number): boolean {
    const copy = copySpanContext(context);
    return copy !== undefined && isValid(copy) && this.#give(copy, item, index);
  }

  #give(context: SpanContext | undefined, item: unknown, index: number, attributes?: Attributes): boolean {
    if (context === undefined) return false;
    this.#set.add(context, joinAttributes(attributes, this.#attributes(item, index)));
    return true;
  }

  #attributes(item: unknown, index: number): Attributes | undefined {
    if (this.#describe === undefined) return this.#fixed;
    try {
      return joinAttributes(this.#fixed, attempt(this.#site, 'attributes', this.#describe, undefined, [item, index]));
    } catch {
      // what it gave cannot be read
      return this.#fixed;
    }
  }
}

function isContext(item: object): item is Context {
  const { getValue, setValue, deleteValue } = item as Partial<Record<keyof Context, unknown>>;
  return typeof getValue === 'function' && typeof setValue === 'function' && typeof deleteValue === 'function';
}

function isPlain(item: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(item);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
