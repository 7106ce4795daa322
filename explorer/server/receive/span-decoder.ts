/** Decodes one span from its bytes into a row of a block. */
import { MessageFields } from '../otlp/message-fields.js';
import { EVENT, LINK, SPAN, STATUS } from '../otlp/otlp-messages.js';
import { forEachMessage } from '../otlp/protobuf-reader.js';
import type { ProtobufReader } from '../otlp/protobuf-reader.js';
import { isId } from '../otlp/valid-span.js';
import type { DictionaryColumn } from '../store/dictionary-column.js';
import type { MapColumn } from '../store/map-column.js';
import type { ByteColumn } from '../store/native-columns.js';
import type { OriginColumns } from '../store/origin-columns.js';
import type { SpanBlock } from '../store/span-block.js';
import type { AttributeDecoder } from './attribute-decoder.js';
import type { DecodeContext } from './decode-context.js';
import { MAX_TIME, UnixNano } from './unix-nano.js';
import { writeCount } from './write-count.js';

const KINDS = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'].map((kind) => Buffer.from(kind));
const STATUSES = ['Unset', 'Ok', 'Error'].map((status) => Buffer.from(status));
const EMPTY = Buffer.alloc(0);

/**
 * The columns that all spans of a resource and scope share, with one row each; those with a dictionary have that of the
 * block.
 */
export interface ResourceAndScope {
  readonly resource: MapColumn;
  readonly service: DictionaryColumn;
  readonly scopeName: ByteColumn;
  readonly scopeVersion: ByteColumn;
  readonly origin: OriginColumns;
}

export class SpanDecoder {
  readonly #block: SpanBlock;
  readonly #attributes: AttributeDecoder;
  readonly #shared: ResourceAndScope;
  readonly #span = new MessageFields('Span');
  readonly #status = new MessageFields('Status');
  readonly #event = new MessageFields('Event');
  readonly #link = new MessageFields('Link');
  readonly #time = new UnixNano();
  readonly #end = new UnixNano();

  constructor(block: SpanBlock, attributes: AttributeDecoder, shared: ResourceAndScope) {
    this.#block = block;
    this.#attributes = attributes;
    this.#shared = shared;
  }

  /** Writes the span, or counts why it is rejected. */
  decode(context: DecodeContext, start: number, end: number): void {
    context.countMessages(1);
    const { reader, partialSuccess } = context;
    const block = this.#block;
    const shared = this.#shared;
    const span = this.#span;
    span.read(reader, start, end);
    this.#time.read(reader.bytes, span, SPAN.startTimeUnixNano);
    if (!isId(reader.bytes, span, SPAN.traceId, 16)) return partialSuccess.add('traceId');
    if (!isId(reader.bytes, span, SPAN.spanId, 8)) return partialSuccess.add('spanId');
    if (this.#time.isAfter(MAX_TIME)) return partialSuccess.add('time');
    const { resource, origin } = shared;
    context.countRowBytes(end - start + resource.size + origin.size);
    context.noteStart(this.#time);

    this.#time.write(block.time);
    this.#end.read(reader.bytes, span, SPAN.endTimeUnixNano);
    this.#end.writeSince(this.#time, block.duration);
    writeId(block.traceId, reader.bytes, span, SPAN.traceId);
    writeId(block.spanId, reader.bytes, span, SPAN.spanId);
    this.#decodeParent(context);
    context.writeField(block.traceState, span, SPAN.traceState);
    context.writeField(block.name, span, SPAN.name);
    writeEnum(block.kind, KINDS, span.has(SPAN.kind) ? reader.readInt32(span.start(SPAN.kind)) : 0);
    this.#decodeStatus(context, span.start(SPAN.status), span.end(SPAN.status));
    writeMillis(block.received, context.received);
    block.service.append(shared.service);
    block.resource.appendEntries(resource);
    this.#attributes.decode(context, span, SPAN.attributes, block.attributes);
    block.writeScope(shared.scopeName, shared.scopeVersion);
    block.origin.append(origin);
    writeFlags(reader, block.flags, span, SPAN.flags);
    writeCount(reader, block.dropped.attributes, span, SPAN.droppedAttributesCount);
    writeCount(reader, block.dropped.events, span, SPAN.droppedEventsCount);
    writeCount(reader, block.dropped.links, span, SPAN.droppedLinksCount);
    forEachMessage(reader, span.start(SPAN.events), span.end(SPAN.events), SPAN.events, (from, to) =>
      this.#decodeEvent(context, from, to),
    );
    forEachMessage(reader, span.start(SPAN.links), span.end(SPAN.links), SPAN.links, (from, to) =>
      this.#decodeLink(context, from, to),
    );
    block.endSpan();
    partialSuccess.acceptedSpans += 1;
  }

  /** Writes the id of the parent, and nothing for a root: some senders give it an id of zeros. */
  #decodeParent({ reader: { bytes }, partialSuccess }: DecodeContext): void {
    const { parentSpanId } = this.#block;
    const length = this.#span.end(SPAN.parentSpanId) - this.#span.start(SPAN.parentSpanId);
    if (isId(bytes, this.#span, SPAN.parentSpanId, 8))
      return writeId(parentSpanId, bytes, this.#span, SPAN.parentSpanId);
    if (length !== 0 && length !== 8) partialSuccess.add('parents');
    parentSpanId.writeNone();
  }

  #decodeStatus(context: DecodeContext, start: number, end: number): void {
    const { reader } = context;
    const status = this.#status;
    status.read(reader, start, end);
    writeEnum(this.#block.status, STATUSES, status.has(STATUS.code) ? reader.readInt32(status.start(STATUS.code)) : 0);
    context.writeField(this.#block.statusMessage, status, STATUS.message);
  }

  #decodeEvent(context: DecodeContext, start: number, end: number): void {
    context.countMessages(1);
    const { events } = this.#block;
    const event = this.#event;
    event.read(context.reader, start, end);
    this.#time.read(context.reader.bytes, event, EVENT.timeUnixNano);
    (this.#time.isAfter(MAX_TIME) ? MAX_TIME : this.#time).write(events.time);
    context.writeField(events.name, event, EVENT.name);
    this.#attributes.decode(context, event, EVENT.attributes, events.attributes);
    writeCount(context.reader, events.droppedAttributes, event, EVENT.droppedAttributesCount);
    this.#block.endEvent();
  }

  #decodeLink(context: DecodeContext, start: number, end: number): void {
    context.countMessages(1);
    const { links } = this.#block;
    const { bytes } = context.reader;
    const link = this.#link;
    link.read(context.reader, start, end);
    if (!isId(bytes, link, LINK.traceId, 16) || !isId(bytes, link, LINK.spanId, 8))
      return context.partialSuccess.add('links');
    writeId(links.traceId, bytes, link, LINK.traceId);
    writeId(links.spanId, bytes, link, LINK.spanId);
    context.writeField(links.traceState, link, LINK.traceState);
    this.#attributes.decode(context, link, LINK.attributes, links.attributes);
    writeFlags(context.reader, links.flags, link, LINK.flags);
    writeCount(context.reader, links.droppedAttributes, link, LINK.droppedAttributesCount);
    this.#block.endLink();
  }
}

const writeId = (column: ByteColumn, bytes: Buffer, fields: MessageFields, fieldNumber: number): void =>
  column.writeBytes(bytes, fields.start(fieldNumber), fields.end(fieldNumber));

/** Writes the 32 bits in a field; none set if it is absent. */
const writeFlags = ({ bytes }: ProtobufReader, column: ByteColumn, fields: MessageFields, fieldNumber: number): void =>
  column.writeUInt32(fields.has(fieldNumber) ? bytes.readUInt32LE(fields.start(fieldNumber)) : 0);

/** Writes a time of milliseconds since 1970. */
const writeMillis = (column: ByteColumn, milliseconds: number): void =>
  column.writeUInt64(milliseconds, Math.floor(milliseconds / 2 ** 32));

function writeEnum(column: DictionaryColumn, names: readonly Buffer[], value: number): void {
  const name = names[value] ?? names[0] ?? EMPTY;
  column.writeUtf8(name, 0, name.length);
}
