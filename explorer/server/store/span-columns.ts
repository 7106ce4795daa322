/** The columns of a block of spans, with the values written so far. */
import { DictionaryColumn } from './dictionary-column.js';
import { IdColumn } from './id-column.js';
import { MapColumn } from './map-column.js';
import { ArrayOffsets, ByteColumn } from './native-columns.js';
import { OriginColumns } from './origin-columns.js';

/** The columns of spans that were written. */
export class SpanColumns {
  count = 0;
  readonly time = new ByteColumn();
  readonly traceId = new IdColumn(16);
  readonly spanId = new IdColumn(8);
  readonly parentSpanId = new IdColumn(8);
  readonly traceState = new ByteColumn();
  readonly name = new DictionaryColumn();
  readonly kind = new DictionaryColumn();
  readonly service = new DictionaryColumn();
  readonly resource = new MapColumn();
  readonly scopeName = new ByteColumn();
  readonly scopeVersion = new ByteColumn();
  readonly attributes = new MapColumn();
  readonly duration = new ByteColumn();
  readonly status = new DictionaryColumn();
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
    name: new DictionaryColumn(),
    attributes: new MapColumn(),
    droppedAttributes: new ByteColumn(),
  };
  readonly links = {
    offsets: new ArrayOffsets(),
    traceId: new IdColumn(16),
    spanId: new IdColumn(8),
    traceState: new ByteColumn(),
    flags: new ByteColumn(),
    attributes: new MapColumn(),
    droppedAttributes: new ByteColumn(),
  };
  readonly #clearable = [
    ...[this.time, this.traceId, this.spanId, this.parentSpanId, this.traceState, this.name, this.kind],
    ...[this.service, this.resource, this.scopeName, this.scopeVersion, this.attributes],
    ...[this.duration, this.status, this.statusMessage, this.received, this.flags, this.origin],
    ...Object.values(this.dropped),
    ...Object.values(this.events),
    ...Object.values(this.links),
  ];

  /** Drops the written spans. */
  clear(): void {
    this.count = 0;
    for (const column of this.#clearable) column.clear();
  }
}
