/** A span as values, and as a row of a block. */
import type { SpanBlock } from './span-block.js';
import { Bytes } from './native-columns.js';
import type { Maps } from './native-columns.js';

/** A span. Times are nanoseconds since 1970, durations nanoseconds, ids lower-case hex. */
export interface SpanRow {
  readonly time: bigint;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty at a root. */
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
  readonly events: readonly { readonly time: bigint; readonly name: string; readonly attributes: Attributes }[];
  readonly links: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly traceState: string;
    readonly attributes: Attributes;
  }[];
}

type Attributes = Readonly<Record<string, string>>;

/** Writes a span into a block. */
export function writeRow(block: SpanBlock, row: SpanRow): void {
  const { events, links } = block;
  writeLong(block.time, row.time);
  for (const column of [
    'traceId',
    'spanId',
    'parentSpanId',
    'traceState',
    'name',
    'kind',
    'service',
    'status',
    'statusMessage',
  ] as const)
    block[column].string(row[column]);
  writeMap(block.resource, row.resource);
  writeMap(block.attributes, row.attributes);
  block.scope(stringOf(row.scopeName), stringOf(row.scopeVersion));
  writeLong(block.duration, row.duration);
  for (const event of row.events) {
    writeLong(events.time, event.time);
    events.name.string(event.name);
    writeMap(events.attributes, event.attributes);
    block.endEvent();
  }
  for (const link of row.links) {
    links.traceId.string(link.traceId);
    links.spanId.string(link.spanId);
    links.traceState.string(link.traceState);
    writeMap(links.attributes, link.attributes);
    block.endLink();
  }
  block.end();
}

const writeLong = (column: SpanBlock['time'], value: bigint): void =>
  column.long(Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n)));

function stringOf(text: string): Bytes {
  const bytes = new Bytes();
  bytes.string(text);
  return bytes;
}

function writeMap(maps: Maps, attributes: Attributes): void {
  for (const [key, value] of Object.entries(attributes)) maps.entry(key, value);
}
