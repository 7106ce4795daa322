/** What one question has read of the index, so that it reads nothing twice, however many walks it takes. */
import { setImmediate } from 'node:timers/promises';
import type { Ask } from '../../store/store-reader.js';
import { MOST_ENTRIES, readEntries } from './index-rows.js';
import type { Entry } from './index-rows.js';
import { MOST_IDS, pieces } from './id-batches.js';
import { CAUSES, cutLinks, EFFECTS, inOrder, linkIn, linkKey, readLinks } from './link-rows.js';
import type { Link, ReadLinks, Way } from './link-rows.js';
import { readTraces, summaryOf } from './span-rows.js';
import { Forest } from './span-forest.js';

// of the links of one hop, and of those of one span
const BOUNDS = { most: 20_000, mostOfSpan: 2_000 };

export class Seen {
  readonly forest = new Forest();
  /** Traces of which not all spans were read. */
  readonly partial = new Set<string>();
  readonly #most: number;
  /** Traces among which there were too many links, or too many of a span. */
  readonly #many = new Set<string>();
  readonly #links = { cause: new Map<string, Link[]>(), effect: new Map<string, Link[]>() };
  readonly #entries = new Map<string, Promise<void>>();
  readonly #asked: string[] = [];
  #turn: Promise<void> | undefined;
  readonly #spans = new Map<string, Promise<void>>();

  /** Traces are read with one query where that is no more than `most` rows. */
  constructor(most: number = MOST_ENTRIES) {
    this.#most = most;
  }

  /** Every link of a trace in a direction; nothing where they were not all read. */
  linksOf(way: Way, trace: string): readonly Link[] | undefined {
    return this.#links[way.entry].get(trace);
  }

  /**
   * Reads the spans of traces and all of their links with one query, which walks that are at the same hop share. What
   * is too much for that is left to `readSpans` and `readLinks`.
   */
  async readAll(ask: Ask, traces: readonly string[]): Promise<void> {
    const unread = traces.filter((trace) => !this.#entries.has(trace));
    if (unread.length > 0) {
      this.#turn ??= setImmediate().then(() => this.#readAsked(ask));
      this.#asked.push(...unread);
      for (const trace of unread) this.#entries.set(trace, this.#turn);
    }
    await Promise.all(traces.map((trace) => this.#entries.get(trace)));
  }

  /**
   * Reads what was asked for in this turn of the event loop: walks that waited for the same query go on in the same
   * turn.
   */
  async #readAsked(ask: Ask): Promise<void> {
    const asked = this.#asked.splice(0);
    this.#turn = undefined;
    await Promise.all(
      pieces(asked).map(async (piece) => {
        const entries = await readEntries(ask, 'TraceId IN {traces:Array(String)}', { traces: piece }, this.#most);
        if (entries) this.add(piece, entries);
      }),
    );
  }

  /** Takes all entries of some traces as read. */
  add(traces: readonly string[], entries: readonly Entry[]): void {
    this.forest.add(entries.filter(({ entry }) => entry === 'span').map(summaryOf));
    for (const trace of traces) this.#spans.set(trace, Promise.resolve());
    for (const entry of ['cause', 'effect'] as const) {
      this.#keep(entry, traces, inOrder(entries.filter((each) => each.entry === entry).map(linkIn), linkKey));
    }
  }

  /**
   * Reads the spans of the traces that were not read before; `first` are the ids of those that have to be among them.
   */
  async readSpans(ask: Ask, traces: readonly string[], first: readonly string[] = []): Promise<void> {
    for (const piece of pieces(traces.filter((trace) => !this.#spans.has(trace)))) {
      const reading = readTraces(ask, piece, first.slice(0, MOST_IDS)).then(({ spans, cut }) => {
        this.forest.add(spans);
        for (const trace of cut) this.partial.add(trace);
      });
      for (const trace of piece) this.#spans.set(trace, reading);
    }
    await Promise.all(traces.map((trace) => this.#spans.get(trace)));
  }

  /** The links of traces in a direction; of `spans` alone, where those of all were too many. */
  async readLinks(ask: Ask, way: Way, traces: readonly string[], spans?: readonly string[]): Promise<ReadLinks> {
    const known = this.#links[way.entry];
    const unread = traces.filter((trace) => !known.has(trace));
    const before = traces.flatMap((trace) => known.get(trace) ?? []);
    const read = await Promise.all(pieces(unread).map((piece) => readLinks(ask, way, piece, BOUNDS, spans)));
    const isFull = read.some((each) => each.isFull);
    const isCut = read.some((each) => each.isCut);
    const links = read.flatMap((each) => each.links);
    if (isFull || isCut) for (const trace of unread) this.#many.add(trace);
    else if (spans === undefined) this.#keep(way.entry, unread, links);
    const cut = cutLinks(before, way, BOUNDS.mostOfSpan);
    // which traces are the first to be found must not depend on what was read before
    return { links: inOrder([...cut.links, ...links], linkKey), isFull, isCut: isCut || cut.isCut };
  }

  /**
   * Reads the links of traces that were not read before, in both directions; not where they were too many before, and
   * are so still.
   */
  async readRest(ask: Ask, traces: readonly string[]): Promise<void> {
    if (traces.some((trace) => this.#many.has(trace))) return;
    await Promise.all([this.readLinks(ask, CAUSES, traces), this.readLinks(ask, EFFECTS, traces)]);
  }

  #keep(entry: Way['entry'], traces: readonly string[], links: readonly Link[]): void {
    const known = this.#links[entry];
    for (const trace of traces) known.set(trace, []);
    for (const link of links) known.get(link[entry === 'effect' ? 'cause' : 'effect'].traceId)?.push(link);
  }
}
