/** Goes through the items of a source. */
import type { Attributes, SpanContext } from '@opentelemetry/api';
import { callSafely, count, warnOnce } from '../global/report.js';
import { batchDescriber } from '../links/batch-attributes.js';
import { copyAttributes, joinAttributes, relationAttributes } from '../links/link-attributes.js';
import type { LinkOptions } from '../links/link-options.js';
import type { LinkSet } from '../links/link-set.js';
import type { ContextSink } from './context-sink.js';
import { isOneShot, shapeOf, type SourceShape } from './iterable.js';
import { keptItems, otherItems } from './kept-items.js';
import type { readContexts } from './read-contexts.js';

/** The items that are read of one source; a longer one is cut there, with a report. */
const ITEM_LIMIT = 100_000;

/** Goes through a source, and adds the contexts of its items to a set. */
export class SourceReader implements ContextSink {
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
  #borrowed: readonly unknown[] | undefined;
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
    const shape = headers === undefined ? shapeOf(source) : 'item';
    if (shape === 'item') return this.#readItem(source, headers);
    this.#borrowed = borrowed;
    this.#readSeveral(source as object, shape, true);
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
      this.#readArray(messages, false);
    } finally {
      this.#isInPayload = false;
    }
    return true;
  }

  /** Reads an iterable, unless that may empty one of the application's. */
  #readSeveral(source: object, shape: SourceShape, isOuter: boolean): void {
    if (shape === 'items' && Array.isArray(source)) return this.#readArray(source, isOuter);
    const items = shape === 'items' ? keptItems(source) : undefined;
    if (items === undefined && !this.#mayEmpty(source, shape, isOuter)) this.#refuse();
    else if (shape === 'lookup') this.#readItem(source, undefined);
    else this.#readItems(items ?? otherItems(source as Iterable<unknown>), isOuter);
  }

  /** Of a call, only an iterator that a selector made may be used up, and headers that it selected be read. */
  #mayEmpty(source: object, shape: SourceShape, isOuter: boolean): boolean {
    const borrowed = this.#borrowed;
    if (isOneShot(source)) return isOuter && !(borrowed && isHeld(source, borrowed));
    return borrowed === undefined || (shape === 'lookup' && isOuter && !borrowed.includes(source));
  }

  #readItems(items: Iterable<unknown>, isOuter: boolean): void {
    let seen = 0;
    this.#batchSize ??= 0;
    for (const item of items) {
      if (this.#isFull(seen, undefined)) break;
      seen++;
      this.#readEntry(item, isOuter);
    }
    this.#containers++;
  }

  /** Reads an array by positions: it has no more to say than its items, and an iterator takes longer. */
  #readArray(items: readonly unknown[], isOuter: boolean): void {
    this.#batchSize ??= 0;
    this.#set.expected = Math.min(items.length, ITEM_LIMIT);
    for (let at = 0; at < items.length && !this.#isFull(at, items.length); at++) this.#readEntry(items[at], isOuter);
    this.#containers++;
  }

  /** Returns true at the limit of items, and counts the rest as dropped. */
  #isFull(seen: number, length: number | undefined): boolean {
    if (this.#index < ITEM_LIMIT && seen < ITEM_LIMIT) return false;
    const rest = length === undefined ? 1 : length - seen;
    count('links.dropped', this.#site, rest);
    this.#batchSize = (this.#batchSize ?? 0) + rest;
    warnOnce(this.#site, `a source has more than ${ITEM_LIMIT} items; the rest was dropped`);
    return true;
  }

  #readEntry(item: unknown, isOuter: boolean): void {
    const index = this.#index;
    const containers = this.#containers;
    try {
      const headers = headersOf(item);
      const shape = isOuter && headers === undefined ? shapeOf(item) : 'item';
      if (shape === 'item') this.#readItem(item, headers);
      else this.#readSeveral(item as object, shape, false);
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
    warnOnce(
      this.#site,
      'expected a source that can be read again (an array, a Set, headers), found an iterator, or an iterable with ' +
        'one of its own, which may be empty afterwards; select a copy: @LinkFrom((items) => [...items])',
    );
  }

  #attributes(): Attributes | undefined {
    if (typeof this.#describe !== 'function') return this.#fixed;
    const given = callSafely(this.#site, 'link attributes', this.#describe, undefined, [this.#item, this.#index]);
    return joinAttributes(this.#fixed, copyAttributes(given));
  }
}

/** Returns true for one of the arguments, or a property of one. */
function isHeld(source: object, args: readonly unknown[]): boolean {
  return args.some(
    (arg) =>
      arg === source ||
      (typeof arg === 'object' &&
        arg !== null &&
        Object.values(Object.getOwnPropertyDescriptors(arg)).some(({ value }) => value === source)),
  );
}

/** Returns true for no cause; amqplib returns `false` for an empty queue, as `condition && message` does. */
export function isNone(item: unknown): boolean {
  return item === undefined || item === null || item === false;
}

function headersOf(item: unknown): unknown {
  return typeof item === 'object' && item !== null ? ((item as { headers?: unknown }).headers ?? undefined) : undefined;
}
