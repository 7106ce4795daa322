/**
 * Spans as a block of ClickHouse's Native format: a column after the other, so that the engine reads them without
 * parsing.
 */
import { Bytes, Ends, Maps } from './native-columns.js';
import type { SPAN_COLUMNS } from './traces-table.js';

const MAP = 'Map(String, String)';

type ColumnName = (typeof SPAN_COLUMNS)[number];

/** A finished block, for `Store.append`. */
export interface SpanRows {
  readonly bytes: Buffer;
  readonly count: number;
  /** The trace of one of them. */
  traceId(index: number): string;
}

/** Columns that spans are written to: for each span, each column once, then `end`. */
export class SpanBlock {
  count = 0;
  readonly time = new Bytes();
  readonly traceId = new Bytes();
  readonly spanId = new Bytes();
  readonly parentSpanId = new Bytes();
  readonly traceState = new Bytes();
  readonly name = new Bytes();
  readonly kind = new Bytes();
  readonly service = new Bytes();
  readonly resource = new Maps();
  readonly scopeName = new Bytes();
  readonly scopeVersion = new Bytes();
  readonly attributes = new Maps();
  readonly duration = new Bytes();
  readonly status = new Bytes();
  readonly statusMessage = new Bytes();
  readonly events = { ends: new Ends(), time: new Bytes(), name: new Bytes(), attributes: new Maps() };
  readonly links = {
    ends: new Ends(),
    traceId: new Bytes(),
    spanId: new Bytes(),
    traceState: new Bytes(),
    attributes: new Maps(),
  };
  readonly #hasScope: boolean;
  readonly #columns: readonly { readonly title: Buffer; readonly parts: readonly Bytes[] }[];
  readonly #all = [
    ...[
      this.time,
      this.traceId,
      this.spanId,
      this.parentSpanId,
      this.traceState,
      this.name,
      this.kind,
      this.service,
      this.resource,
    ],
    ...[this.scopeName, this.scopeVersion, this.attributes, this.duration, this.status, this.statusMessage],
    ...Object.values(this.events),
    ...Object.values(this.links),
  ];

  /** `columns` are those that the table has: without a scope's, the scope is two attributes. */
  constructor(columns: readonly string[]) {
    this.#hasScope = columns.includes('ScopeName');
    const { events, links } = this;
    const parts: Readonly<Record<ColumnName, readonly [type: string, ...parts: Bytes[]]>> = {
      Timestamp: ['DateTime64(9)', this.time],
      TraceId: ['String', this.traceId],
      SpanId: ['String', this.spanId],
      ParentSpanId: ['String', this.parentSpanId],
      TraceState: ['String', this.traceState],
      SpanName: ['String', this.name],
      SpanKind: ['String', this.kind],
      ServiceName: ['String', this.service],
      ResourceAttributes: [MAP, ...this.resource.parts],
      ScopeName: ['String', this.scopeName],
      ScopeVersion: ['String', this.scopeVersion],
      SpanAttributes: [MAP, ...this.attributes.parts],
      Duration: ['UInt64', this.duration],
      StatusCode: ['String', this.status],
      StatusMessage: ['String', this.statusMessage],
      'Events.Timestamp': ['Array(DateTime64(9))', events.ends.offsets, events.time],
      'Events.Name': ['Array(String)', events.ends.offsets, events.name],
      'Events.Attributes': [`Array(${MAP})`, events.ends.offsets, ...events.attributes.parts],
      'Links.TraceId': ['Array(String)', links.ends.offsets, links.traceId],
      'Links.SpanId': ['Array(String)', links.ends.offsets, links.spanId],
      'Links.TraceState': ['Array(String)', links.ends.offsets, links.traceState],
      'Links.Attributes': [`Array(${MAP})`, links.ends.offsets, ...links.attributes.parts],
    };
    this.#columns = Object.entries(parts)
      .filter(([column]) => columns.includes(column))
      .map(([column, [type, ...of]]) => ({ title: titleOf(column, type), parts: of }));
  }

  /** The name and the version of the scope, each a String. */
  scope(name: Bytes, version: Bytes): void {
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
      this.attributes.keys.string(key);
      this.attributes.values.append(value);
      this.attributes.ends.items(1);
    }
  }

  /** An event of the span that is being written is complete. */
  endEvent(): void {
    this.events.attributes.ends.end();
    this.events.ends.items(1);
  }

  /** A link of it is complete. */
  endLink(): void {
    this.links.attributes.ends.end();
    this.links.ends.items(1);
  }

  /** The span is complete. */
  end(): void {
    this.resource.ends.end();
    this.attributes.ends.end();
    this.events.ends.end();
    this.links.ends.end();
    this.count += 1;
  }

  /** What was written, as a block; then the columns are empty. */
  finish(): SpanRows {
    const { count } = this;
    const start = new Bytes();
    start.size(this.#columns.length);
    start.size(count);
    const bytes = Buffer.concat([
      start.written,
      ...this.#columns.flatMap(({ title, parts }) => [title, ...parts.map((part) => part.written)]),
    ]);
    const ids = Buffer.from(this.traceId.written);
    this.clear();
    // each is its size and 32 digits
    return { bytes, count, traceId: (index) => ids.toString('latin1', index * 33 + 1, index * 33 + 33) };
  }

  /** Forgets what was written. */
  clear(): void {
    this.count = 0;
    for (const column of this.#all) column.clear();
  }
}

function titleOf(column: string, type: string): Buffer {
  const title = new Bytes();
  title.string(column);
  title.string(type);
  return Buffer.from(title.written);
}
