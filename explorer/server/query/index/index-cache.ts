/** The index rows that one question has read, so that it reads none of them twice, however many walks it takes. */
import { setImmediate } from 'node:timers/promises';
import type { SpanRef, SpanSummary } from '../../../api/answers.js';
import type { StoreReader } from '../../store/store-reader.js';
import { inBatches, MAX_IDS } from './id-batches.js';
import { carriedLink, carrierOf, MAX_INDEX_ROWS, readRowsOfTraces } from './index-rows.js';
import type { IndexRow } from './index-rows.js';
import { KnownForms } from './known-forms.js';
import { distinctSpans } from './latest-forms.js';
import { LINK_SIDES } from './link-direction.js';
import type { LinkDirection } from './link-direction.js';
import { carriedLinkKey, linkKey, uniqueByKey } from './link-rows.js';
import type { Link } from './link-rows.js';
import { readLinks } from './read-links.js';
import type { LimitedLinks, LinkLimits } from './read-links.js';
import { SpanForest } from './span-forest.js';
import { readSpanRows, readSpansOfTraces, spanKey, toSpanSummary } from './span-rows.js';

/** The links of one hop that are read by default. */
const MAX_LINKS = 20_000;
/** The share of them that one span may have if there are more. */
const SHARE_OF_SPAN = 0.1;

export interface IndexCacheOptions {
  /** The rows about traces that one query reads. */
  readonly rows?: number;
  /** The links of one hop that are read. */
  readonly links?: number;
  /**
   * How often a batch of traces is halved whose rows are more than one query reads: for many walks at once, of which
   * each would read them again. By default it is not.
   */
  readonly splits?: number;
}

export class IndexCache {
  readonly reader: StoreReader;
  readonly forest = new SpanForest();
  readonly forms = new KnownForms();
  /** Traces of which not all spans were read. */
  readonly incompleteTraces = new Set<string>();
  readonly #maxRows: number;
  readonly #linkLimits: LinkLimits;
  readonly #splits: number;
  /** Traces whose links exceed a limit, together or those of one span. */
  readonly #tracesOverLimit = new Set<string>();
  readonly #links: Readonly<Record<LinkDirection, Map<string, Link[]>>> = { causes: new Map(), effects: new Map() };
  readonly #rowLoads = new Map<string, Promise<void>>();
  readonly #spanLoads = new Map<string, Promise<void>>();
  readonly #queuedTraces: string[] = [];
  #nextLoad: Promise<void> | undefined;

  constructor(reader: StoreReader, { rows = MAX_INDEX_ROWS, links = MAX_LINKS, splits = 0 }: IndexCacheOptions = {}) {
    this.reader = reader;
    this.#splits = splits;
    this.#maxRows = rows;
    this.#linkLimits = { total: links, perSpan: Math.ceil(links * SHARE_OF_SPAN) };
  }

  /**
   * Returns the links of a trace in a direction, those of different spans of an id apart; undefined unless all of them,
   * and their carriers, were read.
   */
  linksOf(direction: LinkDirection, trace: string): readonly Link[] | undefined {
    const links = this.#links[direction].get(trace);
    const isKnown = links?.every(({ carrier }) => carrier === undefined || this.forms.has(carrier));
    return links === undefined || isKnown !== true ? undefined : this.#ofLatestForms(links, carriedLinkKey);
  }

  /** Keeps those of the links that the latest forms of their carriers have: of different spans of an id, one. */
  async latestLinks(links: readonly Link[]): Promise<readonly Link[]> {
    await this.loadForms(links.flatMap(({ carrier }) => carrier ?? []));
    return this.#ofLatestForms(links, linkKey);
  }

  /** Loads the spans that carry links to traces. */
  async loadCarriers(traces: readonly string[]): Promise<void> {
    const effects = traces.flatMap((trace) => this.#links.effects.get(trace) ?? []);
    await this.loadForms(effects.flatMap(({ carrier }) => carrier ?? []));
  }

  /** Returns spans by {@link spanKey}; of those that share an id, the first. */
  async readSpans(refs: readonly SpanRef[]): Promise<Map<string, SpanSummary>> {
    await this.loadForms(refs);
    const rows = refs.flatMap((ref) => this.forms.firstOf(ref) ?? []);
    return new Map(rows.map((row) => [spanKey(row), toSpanSummary(row)]));
  }

  /** Loads the forms of spans of traces that were not read. */
  async loadForms(refs: readonly SpanRef[]): Promise<void> {
    const unread = refs.filter((ref) => !this.forms.has(ref));
    const unique = [...new Map(unread.map(({ traceId, spanId }) => [traceId + spanId, { traceId, spanId }])).values()];
    if (unique.length > 0) this.forms.addSpans(unique, await readSpanRows(this.reader, unique));
  }

  #ofLatestForms(links: readonly Link[], keyOf: (link: Link) => string): readonly Link[] {
    if (links.every(({ carrier }) => carrier === undefined)) return links;
    const isLatest = ({ carrier }: Link): boolean => carrier === undefined || !this.forms.isSuperseded(carrier);
    return uniqueByKey(links.filter(isLatest), keyOf);
  }

  /**
   * Loads the spans of traces and all of their links with one query, which walks at the same hop share. If that is too
   * much, `loadSpans` and `readLinks` have to.
   */
  async loadRows(traces: readonly string[]): Promise<void> {
    const unread = traces.filter((trace) => !this.#rowLoads.has(trace));
    if (unread.length > 0) {
      this.#nextLoad ??= setImmediate().then(() => this.#loadQueued());
      this.#queuedTraces.push(...unread);
      for (const trace of unread) this.#rowLoads.set(trace, this.#nextLoad);
    }
    await Promise.all(traces.map((trace) => this.#rowLoads.get(trace)));
  }

  /**
   * Loads the traces that were queued in this turn of the event loop: walks that waited for the same query continue in
   * the same turn.
   */
  async #loadQueued(): Promise<void> {
    const queued = this.#queuedTraces.splice(0);
    this.#nextLoad = undefined;
    const [limits, add] = [{ rows: this.#maxRows, splits: this.#splits }, this.addRows.bind(this)];
    await Promise.all(inBatches(queued).map((traces) => readRowsOfTraces(this.reader, traces, limits, add)));
  }

  /** Adds all rows about some traces. */
  addRows(traces: readonly string[], rows: readonly IndexRow[]): void {
    const spans = distinctSpans(rows.filter(({ entry }) => entry === 'span'));
    this.forest.add(spans.map(toSpanSummary));
    this.forms.addTraces(traces, spans);
    for (const trace of traces) this.#spanLoads.set(trace, Promise.resolve());
    const causes = rows.filter((row) => row.entry === 'cause' && !this.forms.isSuperseded(carrierOf(row)));
    this.#keep('causes', traces, uniqueByKey(causes.map(carriedLink), carriedLinkKey));
    // other traces tell which of these are of the latest forms of their carriers
    const effects = rows.filter(({ entry }) => entry === 'effect');
    this.#keep('effects', traces, uniqueByKey(effects.map(carriedLink), carriedLinkKey));
  }

  /**
   * Loads the spans of traces.
   *
   * @param first the ids of spans that are loaded even if those of a trace are too many
   */
  async loadSpans(traces: readonly string[], first: readonly string[] = []): Promise<void> {
    for (const batch of inBatches(traces.filter((trace) => !this.#spanLoads.has(trace)))) {
      const load = readSpansOfTraces(this.reader, batch, first.slice(0, MAX_IDS)).then(
        ({ spans, incompleteTraces }) => {
          this.forest.add(spans);
          for (const trace of incompleteTraces) this.incompleteTraces.add(trace);
        },
      );
      for (const trace of batch) this.#spanLoads.set(trace, load);
    }
    await Promise.all(traces.map((trace) => this.#spanLoads.get(trace)));
  }

  /** Loads spans that may be missing from incomplete traces. */
  async loadRefs(refs: readonly SpanRef[]): Promise<void> {
    const unread = refs.filter(({ traceId }) => this.incompleteTraces.has(traceId));
    if (unread.length > 0) this.forest.add((await readSpanRows(this.reader, unread)).map(toSpanSummary));
  }

  /**
   * Returns the links of traces in a direction: of effects, also those that only earlier forms of their carriers had.
   *
   * @param spanIds of traces with too many links, reads only those of these spans
   */
  async readLinks(
    direction: LinkDirection,
    traces: readonly string[],
    spanIds?: readonly string[],
  ): Promise<LimitedLinks> {
    const cached = this.#links[direction];
    const unread = traces.filter((trace) => !cached.has(trace));
    const cachedLinks = traces.flatMap((trace) => cached.get(trace) ?? []);
    const read = await Promise.all(
      inBatches(unread).map((batch) => readLinks(this.reader, direction, batch, this.#linkLimits, spanIds)),
    );
    const exceedsTotal = read.some((batch) => batch.exceedsTotal);
    const exceedsPerSpan = read.some((batch) => batch.exceedsPerSpan);
    const links = read.flatMap((batch) => batch.links);
    if (exceedsTotal || exceedsPerSpan) for (const trace of unread) this.#tracesOverLimit.add(trace);
    else if (spanIds === undefined) this.#keep(direction, unread, links);
    return {
      // sorted: the traces that a walk finds first must not depend on what was cached
      links: uniqueByKey([...cachedLinks, ...links], carriedLinkKey),
      exceedsTotal,
      exceedsPerSpan,
    };
  }

  /** Loads the remaining links of traces in both directions, unless an earlier read found too many. */
  async loadRemainingLinks(traces: readonly string[]): Promise<void> {
    if (traces.some((trace) => this.#tracesOverLimit.has(trace))) return;
    await Promise.all([this.readLinks('causes', traces), this.readLinks('effects', traces)]);
  }

  #keep(direction: LinkDirection, traces: readonly string[], links: readonly Link[]): void {
    const { near } = LINK_SIDES[direction];
    const cached = this.#links[direction];
    for (const trace of traces) cached.set(trace, []);
    for (const link of links) cached.get(link[near].traceId)?.push(link);
  }
}
