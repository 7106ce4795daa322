/** What one question has read of the index, so that it reads nothing twice. */
import type { Ask } from './ask.js';
import { MOST_IDS } from './ids.js';
import { readLinks } from './links.js';
import type { LinkColumns, ReadLinks, Way } from './links.js';
import { readTraces } from './spans.js';
import { Forest } from './tree.js';

// of the links of one hop, and of those of one span
const BOUNDS = { most: 20_000, mostOfSpan: 2_000 };

export class Seen {
  readonly forest = new Forest();
  /** Traces of which not all spans were read. */
  readonly partial = new Set<string>();
  readonly #links = { linksByTarget: new Map<string, LinkColumns[]>(), linksBySource: new Map<string, LinkColumns[]>() };

  /** Every link of a trace in a direction; nothing where they were not all read. */
  linksOf(way: Way, trace: string): readonly LinkColumns[] | undefined {
    return this.#links[way.table].get(trace);
  }

  /** Reads the spans of the traces that were not read before; `first` are the ids of those that have to be among them. */
  async readSpans(ask: Ask, traces: readonly string[], first: readonly string[] = []): Promise<void> {
    const unread = traces.filter((trace) => !this.forest.has(trace));
    const read = await Promise.all(pieces(unread).map((piece) => readTraces(ask, piece, first.slice(0, MOST_IDS))));
    for (const { spans, cut } of read) {
      this.forest.add(spans);
      for (const trace of cut) this.partial.add(trace);
    }
  }

  /** The links of traces in a direction; of `spans` alone, where those of all were too many. */
  async readLinks(ask: Ask, way: Way, traces: readonly string[], spans?: readonly string[]): Promise<ReadLinks> {
    const known = this.#links[way.table];
    const unread = traces.filter((trace) => !known.has(trace));
    const read = await Promise.all(pieces(unread).map((piece) => readLinks(ask, way, piece, BOUNDS, spans)));
    const isFull = read.some((each) => each.isFull);
    const isCut = read.some((each) => each.isCut);
    const links = read.flatMap((each) => each.links);
    const before = traces.flatMap((trace) => known.get(trace) ?? []);
    if (spans === undefined && !isFull && !isCut) {
      for (const trace of unread) known.set(trace, []);
      for (const link of links) known.get(way.table === 'linksByTarget' ? link.causeTrace : link.effectTrace)?.push(link);
    }
    return { links: [...before, ...links], isFull, isCut };
  }
}

const pieces = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / MOST_IDS) }, (_, index) => items.slice(index * MOST_IDS, (index + 1) * MOST_IDS));
