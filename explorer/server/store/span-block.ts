/** Spans as a block of ClickHouse's Native format: column after column, which the engine reads without parsing. */
import { OriginColumns } from './origin-columns.js';
import { ArrayOffsets, ByteColumn, encodeHeader, MapColumn } from './native-columns.js';
import { copyTraceIds } from './trace-ids.js';
import type { OWN_COLUMNS, SPAN_COLUMNS } from './traces-table.js';

const MAP = 'Map(String, String)';

export type ColumnName = (typeof SPAN_COLUMNS)[number] | keyof typeof OWN_COLUMNS;

/** A finished block, for `Store.append`. */
export interface NativeBlock {
  readonly bytes: Buffer;
  /** The number of its spans. */
  readonly count: number;
  /** Yields the traces of its spans, as often as they occur. */
  traces(): Iterable<string>;
  /** Yields the traces that the links of its spans point to, as often as they occur. */
  linkedTraces(): Iterable<string>;
}

/** The columns that spans are written to: every column once for each span, then `endSpan`. */
export class SpanBlock {
  count = 0;
  readonly time = new ByteColumn();
  readonly traceId = new ByteColumn();
  readonly spanId = new ByteColumn();
  readonly parentSpanId = new ByteColumn();
  readonly traceState = new ByteColumn();
  readonly name = new ByteColumn();
  readonly kind = new ByteColumn();
  readonly service = new ByteColumn();
  readonly resource = new MapColumn();
  readonly scopeName = new ByteColumn();
  readonly scopeVersion = new ByteColumn();
  readonly attributes = new MapColumn();
  readonly duration = new ByteColumn();
  readonly status = new ByteColumn();
  readonly statusMessage = new ByteColumn();
  /** Milliseconds since 1970. */
  readonly received = new ByteColumn();
  readonly flags = new ByteColumn();
  /** What the table of a Collector has not of the resource and the scope. */
  readonly origin = new OriginColumns();
  /** What the SDK dropped: counts of attributes, events and links. */
  readonly dropped = { attributes: new ByteColumn(), events: new ByteColumn(), links: new ByteColumn() };
  readonly events = {
    offsets: new ArrayOffsets(),
    time: new ByteColumn(),
    name: new ByteColumn(),
    attributes: new MapColumn(),
    droppedAttributes: new ByteColumn(),
  };
  readonly links = {
    offsets: new ArrayOffsets(),
    traceId: new ByteColumn(),
    spanId: new ByteColumn(),
    traceState: new ByteColumn(),
    flags: new ByteColumn(),
    attributes: new MapColumn(),
    droppedAttributes: new ByteColumn(),
  };
  readonly #hasScope: boolean;
  readonly #columns: readonly { readonly header: Buffer; readonly streams: readonly ByteColumn[] }[];
  readonly #clearable = [
    ...[this.time, this.traceId, this.spanId, this.parentSpanId, this.traceState, this.name, this.kind],
    ...[this.service, this.resource, this.scopeName, this.scopeVersion, this.attributes],
    ...[this.duration, this.status, this.statusMessage, this.received, this.flags, this.origin],
    ...Object.values(this.dropped),
    ...Object.values(this.events),
    ...Object.values(this.links),
  ];

  /** @param columns those of the table; without columns for it, the scope is written as two attributes */
  constructor(columns: readonly ColumnName[]) {
    this.#hasScope = columns.includes('ScopeName');
    const { dropped, events, links, origin } = this;
    const streams: Readonly<Record<ColumnName, readonly [type: string, ...streams: ByteColumn[]]>> = {
      Timestamp: ['DateTime64(9)', this.time],
      TraceId: ['String', this.traceId],
      SpanId: ['String', this.spanId],
      ParentSpanId: ['String', this.parentSpanId],
      TraceState: ['String', this.traceState],
      SpanName: ['String', this.name],
      SpanKind: ['String', this.kind],
      ServiceName: ['String', this.service],
      ResourceAttributes: [MAP, ...this.resource.streams],
      ScopeName: ['String', this.scopeName],
      ScopeVersion: ['String', this.scopeVersion],
      SpanAttributes: [MAP, ...this.attributes.streams],
      Duration: ['UInt64', this.duration],
      StatusCode: ['String', this.status],
      StatusMessage: ['String', this.statusMessage],
      Received: ['DateTime64(3)', this.received],
      DroppedAttributesCount: ['UInt32', dropped.attributes],
      DroppedEventsCount: ['UInt32', dropped.events],
      DroppedLinksCount: ['UInt32', dropped.links],
      'Events.Timestamp': ['Array(DateTime64(9))', events.offsets.column, events.time],
      'Events.Name': ['Array(String)', events.offsets.column, events.name],
      'Events.Attributes': [`Array(${MAP})`, events.offsets.column, ...events.attributes.streams],
      'Events.DroppedAttributesCount': ['Array(UInt32)', events.offsets.column, events.droppedAttributes],
      'Links.TraceId': ['Array(String)', links.offsets.column, links.traceId],
      'Links.SpanId': ['Array(String)', links.offsets.column, links.spanId],
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
    const size = new ByteColumn();
    size.writeVarUInt(this.#columns.length);
    size.writeVarUInt(count);
    const bytes = Buffer.concat([
      size.written,
      ...this.#columns.flatMap(({ header, streams }) => [header, ...streams.map((stream) => stream.written)]),
    ]);
    const [traces, linkedTraces] = [copyTraceIds(this.traceId), copyTraceIds(this.links.traceId)];
    this.clear();
    return { bytes, count, traces, linkedTraces };
  }

  /** Drops the written spans. */
  clear(): void {
    this.count = 0;
    for (const column of this.#clearable) column.clear();
  }
}
