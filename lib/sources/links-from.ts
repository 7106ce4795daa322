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
