/** Explains a source to a person: what it holds, where a context was looked for, and what to write. */
import type { Link } from '@opentelemetry/api';
import { LinkSet } from '../links/link-set.js';
import { readContexts } from '../sources/read-contexts.js';
import { SourceReader } from '../sources/source-reader.js';
import { examine, type Findings, shortIds } from './explain.js';
import { selectorFor } from './suggest.js';

/**
 * What a source holds.
 *
 * @example
 * ```ts
 * const explanation: Explanation = explain({ id: 7 });
 * console.log(explanation.links.length, explanation.text);
 * ```
 */
export interface Explanation {
  /** The links that `linksFrom` makes of the source. */
  readonly links: readonly Link[];
  /** The same in words, with the names in the source and the places that were looked at, and without any value. */
  readonly text: string;
  /** Returns the text. */
  toString(): string;
}

/** Spans that are told. */
const NAMED = 10;

/** Explains a source. Never throws, counts nothing, and empties no iterator. */
export function explainSource(source: unknown): Explanation {
  const links = linksOf(source);
  const findings = examine(source);
  const lines = links.length > 0 ? linkLines(links, findings) : missLines(findings);
  const text = [findings.description, ...lines].join('\n  ');
  return { links, text, toString: () => text };
}

function linksOf(source: unknown): readonly Link[] {
  const set = new LinkSet();
  try {
    new SourceReader(set, 'explain', readContexts).read(source, [source]);
  } catch {
    // what was found until then counts
  }
  return set.links;
}

function linkLines(links: readonly Link[], { found }: Findings): string[] {
  const lines = links.slice(0, NAMED).map(({ context }) => {
    const place = found.find((each) => each.context.spanId === context.spanId)?.place;
    return `holds span ${shortIds(context)}${place ? ` in ${place.replace(/^\./, '')}` : ''}`;
  });
  return links.length > NAMED ? [...lines, `and ${links.length - NAMED} more`] : lines;
}

function missLines({ missed, deeper }: Findings): string[] {
  const [place] = deeper;
  const places = missed.length === 0 ? '' : `: ${missed.join(', ')}`;
  const suggestion = place === undefined ? [] : [`did you mean ${selectorFor(place, 'message')}? it holds one`];
  return [`holds no span context${places}`, ...suggestion];
}
