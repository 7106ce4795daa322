/** Reads links from anything that holds a span context. */
import type { Attributes, Link, SpanContext } from '@opentelemetry/api';
import type { ContextSink } from './context-sink.js';
import { isIterableSource, isOneShot } from './iterable.js';
import { batchDescriber } from '../links/batch-attributes.js';
import { copyAttributes, joinAttributes, relationAttributes } from '../links/link-attributes.js';
import { LinkSet } from '../links/link-set.js';
import { readContexts } from './read-contexts.js';
import { callSafely, count, warnOnce } from '../global/report.js';
import type { LinkSource } from './link-source.js';
import type { LinkOptions } from '../links/link-options.js';

/** The items that are read of one source; a longer one is cut there, with a report. */
const ITEM_LIMIT = 100_000;

/**
 * Returns the links of a source: valid, without duplicates, in order. Never throws: a value without a span context adds
 * no link and is counted in `spanlink.links.unreadable`.
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
 * Adds the links of a source to a set.
 *
 * @param site Names the caller in reports.
 * @param borrowed Values that belong to the application: a one-shot iterator among them must not be consumed.
 * @param readItem Reads the contexts of one item.
 */
export function collectLinks(
  set: LinkSet,
  source: unknown,
  options: LinkOptions | undefined,
  site: string,
  borrowed?: readonly unknown[],
  readItem = readContexts,
): void {
  if (isNone(source)) return;
  const reader = new SourceReader(set, site, readItem);
  try {
    if (options !== undefined) reader.describe(options);
    try {
      reader.read(source, borrowed);
    } finally {
      reader.describeBatch();
    }
  } catch (error) {
    reader.unreadable++;
    warnOnce(site, 'its source could not be read to the end', error);
  }
  count('links.unreadable', reader.unreadable);
}

/** Goes through a source, and adds the contexts of its items to a set. */
class SourceReader implements ContextSink {
  unreadable = 0;
  readonly #set: LinkSet;
  readonly #site: string;
  readonly #readContexts: typeof readContexts;
  #fixed: Attributes | undefined;
  #describe: LinkOptions['attributes'];
  #index = 0;
  #item: unknown;
  /** The items of a batch, an iterable or a payload, those beyond the limit too; `null` and its like are none. */
  #batchSize: number | undefined;
  /** The lists and payloads that were read to their end, which are no items themselves. */
  #containers = 0;
  #isInPayload = false;

  constructor(set: LinkSet, site: string, readItem: typeof readContexts) {
    this.#set = set;
    this.#site = site;
    this.#readContexts = readItem;
  }

  /** Sets the attributes of the links. */
  describe({ attributes, relation }: LinkOptions): void {
    const isFunction = typeof attributes === 'function';
    if (isFunction) this.#describe = attributes;
    this.#fixed = joinAttributes(isFunction ? undefined : copyAttributes(attributes), relationAttributes(relation));
  }

  /** Tells the set of the batch that was read, where the attributes ask for that. */
  describeBatch(): void {
    if (this.#batchSize === undefined) return;
    const describe = batchDescriber(this.#describe);
    const set = this.#set;
    if (describe !== undefined) set.batch = { describe, items: this.#batchSize + (set.batch?.items ?? 0) };
  }

  /** Reads a whole source: the items of an iterable, and of iterables in it, or the source itself. */
  read(source: unknown, borrowed: readonly unknown[] | undefined): void {
    const headers = headersOf(source);
    if (headers !== undefined || !isIterableSource(source)) this.#readItem(source, headers);
    else if (isOneShot(source) && borrowed?.includes(source)) this.#refuse();
    else this.#readItems(source, true);
  }

  addContext(context: SpanContext, attributes?: Attributes): void {
    this.#set.add(context, joinAttributes(attributes, this.#attributes()));
  }

  addUnlinked(context: SpanContext, attributes: Attributes | undefined): void {
    this.#set.addUnlinked(context, joinAttributes(attributes, this.#attributes()));
  }

  addMessages(messages: readonly unknown[]): boolean {
    if (this.#isInPayload) return false;
    this.#isInPayload = true;
    try {
      this.#readItems(messages, false);
    } finally {
      this.#isInPayload = false;
    }
    return true;
  }

  #readItems(items: Iterable<unknown>, isOuter: boolean): void {
    let seen = 0;
    this.#batchSize ??= 0;
    for (const item of items) {
      if (this.#index >= ITEM_LIMIT || seen >= ITEM_LIMIT) {
        const rest = Array.isArray(items) ? items.length - seen : 1;
        count('links.dropped', rest);
        this.#batchSize += rest;
        warnOnce(this.#site, `a source has more than ${ITEM_LIMIT} items; the rest was dropped`);
        break;
      }
      seen++;
      this.#readEntry(item, isOuter);
    }
    this.#containers++;
  }

  #readEntry(item: unknown, isOuter: boolean): void {
    const index = this.#index;
    const containers = this.#containers;
    try {
      const headers = headersOf(item);
      if (!isOuter || headers !== undefined || !isIterableSource(item)) this.#readItem(item, headers);
      else if (isOneShot(item)) this.#refuse();
      else this.#readItems(item, false);
    } catch {
      // a getter or proxy that throws costs the link of its item, and no other
      this.unreadable++;
    }
    // an item that cannot be read counts in the index all the same
    if (this.#index > index) return;
    this.#index++;
    if (!isNone(item) && this.#containers === containers) this.#batchSize = (this.#batchSize ?? 0) + 1;
  }

  #readItem(item: unknown, headers: unknown): void {
    this.#item = item;
    if (isNone(item)) return;
    if (!this.#readContexts(item, headers, this)) this.unreadable++;
  }

  #refuse(): void {
    this.unreadable++;
    warnOnce(this.#site, 'a source is a one-shot iterator, which reading would consume; select an array or a copy');
  }

  #attributes(): Attributes | undefined {
    if (typeof this.#describe !== 'function') return this.#fixed;
    const given = callSafely(this.#site, 'link attributes', this.#describe, undefined, [this.#item, this.#index]);
    return joinAttributes(this.#fixed, copyAttributes(given));
  }
}

/** Returns true for no cause; amqplib returns `false` for an empty queue, as `condition && message` does. */
function isNone(item: unknown): boolean {
  return item === undefined || item === null || item === false;
}

function headersOf(item: unknown): unknown {
  return typeof item === 'object' && item !== null ? ((item as { headers?: unknown }).headers ?? undefined) : undefined;
}
