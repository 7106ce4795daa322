/** Reads links from anything that holds a span context. */
import type { Link } from '@opentelemetry/api';
import { decide, decisions } from '../global/decisions.js';
import { count, warnOnce } from '../global/report.js';
import { isDebugging } from '../global/settings.js';
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
 * ```ts
 * linksFrom(message.headers, { relation: 'retry_of' });
 * linksFrom(batch, { attributes: (message, index) => ({ 'messaging.batch.index': index }) });
 * ```
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
 * @param place The argument's place, the selector or the option that the source comes from.
 * @param readItem Reads the contexts of one item.
 */
export function collectLinks(
  set: LinkSet,
  source: unknown,
  options: LinkOptions | undefined,
  site: string,
  borrowed?: readonly unknown[],
  place?: unknown,
  readItem = readContexts,
): void {
  const { contexts } = set;
  const { length } = set.links;
  if (!isNone(source)) readSource(set, source, options, site, borrowed, readItem);
  if (!isDebugging()) return;
  const { callee } = decisions();
  const found = { contexts: set.contexts - contexts, links: set.links.slice(length) };
  decide({ about: 'source', site, place, source, args: borrowed, callee, ...found });
}

function readSource(
  set: LinkSet,
  source: unknown,
  options: LinkOptions | undefined,
  site: string,
  borrowed: readonly unknown[] | undefined,
  readItem: typeof readContexts,
): void {
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
  count('links.unreadable', site, reader.unreadable);
}
