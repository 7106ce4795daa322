/** A span as plain values, which tests and benchmarks insert. */
import type { MapColumn } from './map-column.js';
import { ByteColumn } from './native-columns.js';
import type { SpanBlock } from './span-block.js';

/** Times are nanoseconds since 1970, durations nanoseconds, ids lower-case hex. */
export interface SpanRow {
  readonly time: bigint;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentSpanId: string;
  readonly traceState: string;
  readonly name: string;
  /** `Unspecified`, `Internal`, `Server`, `Client`, `Producer` or `Consumer`. */
  readonly kind: string;
  readonly service: string;
  readonly resource: Attributes;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly attributes: Attributes;
  readonly duration: bigint;
  /** `Unset`, `Ok` or `Error`. */
  readonly status: string;
  readonly statusMessage: string;
  /** Default now. */
  readonly received?: bigint;
  /** Default 0. */
  readonly flags?: number;
  /** Default 0 of each. */
  readonly dropped?: { readonly attributes: number; readonly events: number; readonly links: number };
  readonly events: readonly {
    readonly time: bigint;
    readonly name: string;
    readonly attributes: Attributes;
    readonly droppedAttributes?: number;
  }[];
  readonly links: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly traceState: string;
    readonly flags?: number;
    readonly attributes: Attributes;
    readonly droppedAttributes?: number;
  }[];
}

type Attributes = Readonly<Record<string, string>>;

/** Writes a span into a block. */
export function writeRow(block: SpanBlock, row: SpanRow): void {
  const { events, links } = block;
  writeInt64(block.time, row.time);
  for (const column of ['traceId', 'spanId', 'parentSpanId'] as const) block[column].writeDigits(row[column]);
  for (const column of ['traceState', 'name', 'kind', 'service', 'status', 'statusMessage'] as const)
    block[column].writeString(row[column]);
  writeMap(block.resource, row.resource);
  writeMap(block.attributes, row.attributes);
  block.writeScope(stringColumn(row.scopeName), stringColumn(row.scopeVersion));
  writeInt64(block.duration, row.duration);
  writeInt64(block.received, row.received === undefined ? BigInt(Date.now()) : row.received / 1_000_000n);
  for (const what of ['attributes', 'events', 'links'] as const)
    block.dropped[what].writeUInt32(row.dropped?.[what] ?? 0);
  block.flags.writeUInt32(row.flags ?? 0);
  writeNoOrigin(block.origin);
  for (const event of row.events) {
    writeInt64(events.time, event.time);
    events.name.writeString(event.name);
    writeMap(events.attributes, event.attributes);
    events.droppedAttributes.writeUInt32(event.droppedAttributes ?? 0);
    block.endEvent();
  }
  for (const link of row.links) {
    links.traceId.writeDigits(link.traceId);
    links.spanId.writeDigits(link.spanId);
    links.traceState.writeString(link.traceState);
    writeMap(links.attributes, link.attributes);
    links.flags.writeUInt32(link.flags ?? 0);
    links.droppedAttributes.writeUInt32(link.droppedAttributes ?? 0);
    block.endLink();
  }
  block.endSpan();
}

function writeNoOrigin({
  resourceSchemaUrl,
  resourceDropped,
  scopeSchemaUrl,
  scopeDropped,
}: SpanBlock['origin']): void {
  for (const column of [resourceSchemaUrl, scopeSchemaUrl]) column.writeString('');
  for (const column of [resourceDropped, scopeDropped]) column.writeUInt32(0);
}

const writeInt64 = (column: SpanBlock['time'], value: bigint): void =>
  column.writeUInt64(Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n)));

function stringColumn(text: string): ByteColumn {
  const column = new ByteColumn();
  column.writeString(text);
  return column;
}

function writeMap(column: MapColumn, attributes: Attributes): void {
  for (const [key, value] of Object.entries(attributes)) column.addEntry(key, value);
}
