/** Reads links from anything that holds a span context. */
import type { Link } from '@opentelemetry/api';
import { count, warnOnce } from '../global/report.js';
import type { LinkOptions } from '../links/link-options.js';
import { LinkSet } from '../links/link-set.js';
import type { LinkSource } from './link-source.js';
import { readContexts } from './read-contexts.js';
import { isNone, SourceReader } from './source-reader.js';

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
 * @param borrowed Values that belong to the application: an iterable among them must not be emptied by reading it.
 * @param readItem Reads the contexts of one item.
 * @returns The number of items where the source is a batch: an iterable, or a payload of several messages.
 */
export function collectLinks(
  set: LinkSet,
  source: unknown,
  options: LinkOptions | undefined,
  site: string,
  borrowed?: readonly unknown[],
  readItem = readContexts,
): number | undefined {
  if (isNone(source)) return undefined;
  const reader = new SourceReader(set, site, readItem);
  try {
    if (options !== undefined) reader.describe(options);
    reader.read(source, borrowed);
    if (options !== undefined) reader.describeBatch(set);
  } catch (error) {
    reader.unreadable++;
    warnOnce(site, 'its source could not be read to the end', error);
  }
  count('links.unreadable', reader.unreadable);
  return reader.batchSize;
}
