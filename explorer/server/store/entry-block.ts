/**
 * The entries of a block of spans in the index, as a block of their own: what the view selects (`selectIndex`), for a
 * fraction of its time. First come those of the spans, then a cause for each link, then an effect for each.
 */
import { encodeDictionary } from './dictionary-column.js';
import type { Dictionary, DictionaryColumn } from './dictionary-column.js';
import { encodeBlock, encodeHeader } from './encode-block.js';
import type { BlockColumn } from './encode-block.js';
import { cutTexts } from './indexed-text.js';
import { readRelations } from './link-relations.js';
import { ByteColumn } from './native-columns.js';
import type { SpanColumns } from './span-columns.js';

const TEXTS = 'LowCardinality(String)';

const HEADERS = {
  Trace: 'FixedString(16)',
  Span: 'FixedString(8)',
  Entry: "Enum8('span' = 0, 'cause' = 1, 'effect' = 2)",
  OtherTrace: 'FixedString(16)',
  OtherSpan: 'FixedString(8)',
  Position: 'UInt32',
  Parent: 'FixedString(8)',
  Timestamp: 'DateTime64(9)',
  Duration: 'UInt64',
  ServiceName: TEXTS,
  SpanName: TEXTS,
  SpanKind: TEXTS,
  StatusCode: TEXTS,
  Relation: TEXTS,
  Attributes: `Map(${TEXTS}, String)`,
  Received: 'DateTime64(3)',
  LinkTraceState: 'String',
  LinkFlags: 'UInt32',
  LinkDroppedAttributes: 'UInt32',
} as const;

type EntryColumn = keyof typeof HEADERS;

/** The columns of the index that are written, in their order. */
export const ENTRY_COLUMNS = Object.keys(HEADERS) as readonly EntryColumn[];

const ENCODED_HEADERS = Object.fromEntries(
  ENTRY_COLUMNS.map((name) => [name, encodeHeader(name, HEADERS[name])]),
) as Readonly<Record<EntryColumn, Buffer>>;

/** Encodes the entries of the spans in a block. */
export function encodeEntries(block: SpanColumns): Buffer {
  const { count: spans, links } = block;
  const { carriers, positions } = readCarriers(block);
  const zeros = (size: number): Buffer => Buffer.alloc(spans * size);
  const ofCarriers = (column: ByteColumn, size: number): Buffer => gather(column, size, carriers);
  const [trace, span] = [ofCarriers(block.traceId, 16), ofCarriers(block.spanId, 8)];
  /** What describes the span that was sent: the same in all of its entries. */
  const described = (column: ByteColumn): Parts => {
    const ofLinks = ofCarriers(column, 8);
    return [column.written, ofLinks, ofLinks];
  };
  const texts = (column: DictionaryColumn): Parts => {
    const { numbers, dictionary } = column;
    const ofLinks = carriers.map((carrier) => numbers[carrier] ?? 0);
    return [encodeTexts(dictionary, [numbers, ofLinks, ofLinks])];
  };
  const ofLinks = (size: number, column: ByteColumn): Parts => [zeros(size), column.written, column.written];

  const { attributes } = links;
  const values = cutTexts(attributes.values);
  const relations = readRelations(links);
  const parts: Readonly<Record<EntryColumn, Parts>> = {
    Trace: [block.traceId.written, trace, links.traceId.written],
    Span: [block.spanId.written, span, links.spanId.written],
    Entry: [zeros(1), Buffer.alloc(carriers.length, 1), Buffer.alloc(carriers.length, 2)],
    OtherTrace: [zeros(16), links.traceId.written, trace],
    OtherSpan: [zeros(8), links.spanId.written, span],
    Position: ofLinks(4, positions),
    Parent: described(block.parentSpanId),
    Timestamp: described(block.time),
    Duration: described(block.duration),
    ServiceName: texts(block.service),
    SpanName: texts(block.name),
    SpanKind: texts(block.kind),
    StatusCode: texts(block.status),
    Relation: [encodeTexts(relations.dictionary, [new Uint32Array(spans), relations.numbers, relations.numbers])],
    Attributes: [
      zeros(8),
      attributes.offsets.column.written,
      shifted(attributes.offsets.column.written, attributes.offsets.count),
      encodeDictionary(attributes.keys.dictionary.keys.written, attributes.keys.dictionary.size, [
        attributes.keys.numbers,
        attributes.keys.numbers,
      ]),
      values,
      values,
    ],
    Received: described(block.received),
    LinkTraceState: ofLinks(1, links.traceState),
    LinkFlags: ofLinks(4, links.flags),
    LinkDroppedAttributes: ofLinks(4, links.droppedAttributes),
  };
  return encodeBlock(
    spans + 2 * carriers.length,
    ENTRY_COLUMNS.map((name): BlockColumn => ({ header: ENCODED_HEADERS[name], parts: parts[name] })),
  );
}

type Parts = readonly Buffer[];

/** Reads the number of the span that carries each link, and the position of the link there, from 1. */
function readCarriers({ count, links }: SpanColumns): {
  readonly carriers: Uint32Array;
  readonly positions: ByteColumn;
} {
  const carriers = new Uint32Array(links.offsets.count);
  const positions = new ByteColumn();
  let link = 0;
  for (let span = 0; span < count; span += 1) {
    const end = links.offsets.column.bytes.readUInt32LE(span * 8);
    for (let position = 1; link < end; position += 1, link += 1) {
      carriers[link] = span;
      positions.writeUInt32(position);
    }
  }
  return { carriers, positions };
}

/** Returns the values of these rows. @param size the bytes of a value, a multiple of 4 */
function gather(column: ByteColumn, size: number, rows: Uint32Array): Buffer {
  const words = size / 4;
  const from = new Uint32Array(column.bytes.buffer, column.bytes.byteOffset, column.length / 4);
  const to = new Uint32Array(rows.length * words);
  for (let row = 0; row < rows.length; row += 1)
    for (let word = 0; word < words; word += 1) to[row * words + word] = from[(rows[row] ?? 0) * words + word] ?? 0;
  return Buffer.from(to.buffer);
}

/** Returns the offsets of arrays that follow `count` items. */
function shifted(offsets: Buffer, count: number): Buffer {
  const copy = Buffer.from(offsets);
  // there are not as many items as 32 bits count
  for (let start = 0; start < copy.length; start += 8) copy.writeUInt32LE(copy.readUInt32LE(start) + count, start);
  return copy;
}

/** Encodes texts as lists show them. */
function encodeTexts({ keys, size }: Dictionary, numbers: readonly Uint32Array[]): Buffer {
  return encodeDictionary(cutTexts(keys), size, numbers);
}
