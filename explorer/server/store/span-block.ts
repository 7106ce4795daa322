/** Spans as a block of ClickHouse's Native format: column after column, which the engine reads without parsing. */
import { encodeBlock, encodeHeader } from './encode-block.js';
import { encodeEntries } from './entry-block.js';
import type { ByteColumn, WrittenColumn } from './native-columns.js';
import { SpanColumns } from './span-columns.js';
import { copyTraceIds } from './trace-ids.js';
import type { OWN_COLUMNS, SPAN_COLUMNS } from './traces-table.js';

const TEXTS = 'LowCardinality(String)';
const MAP = `Map(${TEXTS}, String)`;

export type ColumnName = (typeof SPAN_COLUMNS)[number] | keyof typeof OWN_COLUMNS;

/** Blocks of spans and, unless a view selects them, of their entries in the index. */
export interface Rows {
  readonly spans: Uint8Array;
  readonly entries?: Uint8Array;
}

/** A finished block, for `Store.append`. */
export interface NativeBlock {
  readonly rows: Rows;
  /** The number of its spans. */
  readonly count: number;
  /** Yields the traces of its spans, as often as they occur. */
  traces(): Iterable<string>;
  /** Yields the traces that the links of its spans point to, as often as they occur. */
  linkedTraces(): Iterable<string>;
}

/** A block that spans are written into: every column once for each span, then `endSpan`. */
export class SpanBlock extends SpanColumns {
  readonly #hasScope: boolean;
  readonly #hasEntries: boolean;
  readonly #columns: readonly { readonly header: Buffer; readonly streams: readonly WrittenColumn[] }[];

  /**
   * @param columns those of the table; without columns for it, the scope is written as two attributes
   * @param hasEntries true if the entries of the spans in the index are written, too
   */
  constructor(columns: readonly ColumnName[], hasEntries: boolean = false) {
    super();
    this.#hasScope = columns.includes('ScopeName');
    this.#hasEntries = hasEntries;
    const { dropped, events, links, origin } = this;
    const streams: Readonly<Record<ColumnName, readonly [type: string, ...streams: WrittenColumn[]]>> = {
      Timestamp: ['DateTime64(9)', this.time],
      TraceId: ['FixedString(32)', this.traceId.hex],
      SpanId: ['FixedString(16)', this.spanId.hex],
      ParentSpanId: ['String', this.parentSpanId.hexOrEmpty],
      TraceState: ['String', this.traceState],
      SpanName: [TEXTS, this.name],
      SpanKind: [TEXTS, this.kind],
      ServiceName: [TEXTS, this.service],
      ResourceAttributes: [MAP, ...this.resource.streams],
      ScopeName: ['String', this.scopeName],
      ScopeVersion: ['String', this.scopeVersion],
      SpanAttributes: [MAP, ...this.attributes.streams],
      Duration: ['UInt64', this.duration],
      StatusCode: [TEXTS, this.status],
      StatusMessage: ['String', this.statusMessage],
      Received: ['DateTime64(3)', this.received],
      DroppedAttributesCount: ['UInt32', dropped.attributes],
      DroppedEventsCount: ['UInt32', dropped.events],
      DroppedLinksCount: ['UInt32', dropped.links],
      'Events.Timestamp': ['Array(DateTime64(9))', events.offsets.column, events.time],
      'Events.Name': [`Array(${TEXTS})`, events.offsets.column, events.name],
      'Events.Attributes': [`Array(${MAP})`, events.offsets.column, ...events.attributes.streams],
      'Events.DroppedAttributesCount': ['Array(UInt32)', events.offsets.column, events.droppedAttributes],
      'Links.TraceId': ['Array(FixedString(32))', links.offsets.column, links.traceId.hex],
      'Links.SpanId': ['Array(FixedString(16))', links.offsets.column, links.spanId.hex],
      'Links.TraceState': ['Array(String)', links.offsets.column, links.traceState],
      'Links.Attributes': [`Array(${MAP})`, links.offsets.column, ...links.attributes.streams],
      'Links.Flags': ['Array(UInt32)', links.offsets.column, links.flags],
      'Links.DroppedAttributesCount': ['Array(UInt32)', links.offsets.column, links.droppedAttributes],
      Flags: ['UInt32', this.flags],
      ...origin.columns,
    };
    this.#columns = columns.map((name) => {
      const [type, ...ofColumn] = streams[name];
      return { header: encodeHeader(name, type), streams: ofColumn };
    });
  }

  /** Writes the name and the version of the scope, each a column with one String. */
  writeScope(name: ByteColumn, version: ByteColumn): void {
    if (this.#hasScope) {
      this.scopeName.append(name);
      this.scopeVersion.append(version);
      return;
    }
    for (const [key, value] of [
      ['otel.scope.name', name],
      ['otel.scope.version', version],
    ] as const) {
      if (value.length <= 1) continue;
      this.attributes.keys.writeString(key);
      this.attributes.values.append(value);
      this.attributes.offsets.addItems(1);
    }
  }

  /** Ends an event of the span that is being written. */
  endEvent(): void {
    this.events.attributes.offsets.endArray();
    this.events.offsets.addItems(1);
  }

  /** Ends a link of the span that is being written. */
  endLink(): void {
    this.links.attributes.offsets.endArray();
    this.links.offsets.addItems(1);
  }

  /** Ends the span. */
  endSpan(): void {
    this.resource.offsets.endArray();
    this.attributes.offsets.endArray();
    this.origin.scopeAttributes.offsets.endArray();
    this.events.offsets.endArray();
    this.links.offsets.endArray();
    this.count += 1;
  }

  /** Returns the written spans as a block, and empties the columns. */
  finish(): NativeBlock {
    const { count } = this;
    const spans = encodeBlock(
      count,
      this.#columns.map(({ header, streams }) => ({ header, parts: streams.map(({ written }) => written) })),
    );
    const entries = this.#hasEntries ? encodeEntries(this) : undefined;
    const [traces, linkedTraces] = [copyTraceIds(this.traceId), copyTraceIds(this.links.traceId)];
    this.clear();
    return { rows: { spans, ...(entries && { entries }) }, count, traces, linkedTraces };
  }
}
