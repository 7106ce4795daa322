/** One span, from its bytes into a row of a block. */
import type { SpanBlock } from '../store/span-block.js';
import type { Bytes, Maps } from '../store/native-columns.js';
import type { AttributeReader } from './attribute-decoder.js';
import { EVENT, LINK, SPAN, STATUS } from './otlp-messages.js';
import type { Reading } from './decode-context.js';
import { LATEST, Time } from './unix-nano.js';
import { Fields, forEach } from './protobuf-reader.js';

const KINDS = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'].map((each) => Buffer.from(each));
const STATUSES = ['Unset', 'Ok', 'Error'].map((each) => Buffer.from(each));
const NOTHING = Buffer.alloc(0);

/** What spans have in common; the texts each as a String. */
interface Shared {
  readonly resource: Maps;
  readonly service: Bytes;
  readonly scopeName: Bytes;
  readonly scopeVersion: Bytes;
}

export class SpanReader {
  readonly #block: SpanBlock;
  readonly #attributes: AttributeReader;
  readonly #shared: Shared;
  readonly #span = new Fields('Span');
  readonly #status = new Fields('Status');
  readonly #event = new Fields('Event');
  readonly #link = new Fields('Link');
  readonly #time = new Time();
  readonly #end = new Time();

  constructor(block: SpanBlock, attributes: AttributeReader, shared: Shared) {
    this.#block = block;
    this.#attributes = attributes;
    this.#shared = shared;
  }

  /** Writes the span, or counts why it cannot be stored. */
  read(reading: Reading, first: number, last: number): void {
    reading.messages(1);
    const { wire, tally } = reading;
    const block = this.#block;
    const shared = this.#shared;
    const span = this.#span;
    span.read(wire, first, last);
    this.#time.read(wire.bytes, span, SPAN.startTimeUnixNano);
    if (!isId(wire.bytes, span, SPAN.traceId, 16)) return tally.add('traceId');
    if (!isId(wire.bytes, span, SPAN.spanId, 8)) return tally.add('spanId');
    if (this.#time.isAfter(LATEST)) return tally.add('time');
    reading.rows(last - first + shared.resource.keys.length + shared.resource.values.length);

    this.#time.write(block.time);
    this.#end.read(wire.bytes, span, SPAN.endTimeUnixNano);
    this.#end.writeSince(this.#time, block.duration);
    writeId(block.traceId, wire.bytes, span, SPAN.traceId);
    writeId(block.spanId, wire.bytes, span, SPAN.spanId);
    if (isId(wire.bytes, span, SPAN.parentSpanId, 8)) writeId(block.parentSpanId, wire.bytes, span, SPAN.parentSpanId);
    else block.parentSpanId.text(NOTHING, 0, 0);
    reading.field(block.traceState, span, SPAN.traceState);
    reading.field(block.name, span, SPAN.name);
    writeWord(block.kind, KINDS, span.has(SPAN.kind) ? wire.int32(span.from(SPAN.kind)) : 0);
    this.#readStatus(reading, span.from(SPAN.status), span.to(SPAN.status));
    block.service.append(shared.service);
    block.resource.entriesOf(shared.resource);
    this.#attributes.read(reading, span, SPAN.attributes, block.attributes);
    block.scope(shared.scopeName, shared.scopeVersion);
    forEach(wire, span.from(SPAN.events), span.to(SPAN.events), SPAN.events, (from, to) =>
      this.#readEvent(reading, from, to),
    );
    forEach(wire, span.from(SPAN.links), span.to(SPAN.links), SPAN.links, (from, to) =>
      this.#readLink(reading, from, to),
    );
    block.end();
    tally.accepted += 1;
  }

  #readStatus(reading: Reading, from: number, to: number): void {
    const status = this.#status;
    status.read(reading.wire, from, to);
    writeWord(this.#block.status, STATUSES, status.has(STATUS.code) ? reading.wire.int32(status.from(STATUS.code)) : 0);
    reading.field(this.#block.statusMessage, status, STATUS.message);
  }

  #readEvent(reading: Reading, from: number, to: number): void {
    reading.messages(1);
    const { events } = this.#block;
    const event = this.#event;
    event.read(reading.wire, from, to);
    this.#time.read(reading.wire.bytes, event, EVENT.timeUnixNano);
    (this.#time.isAfter(LATEST) ? LATEST : this.#time).write(events.time);
    reading.field(events.name, event, EVENT.name);
    this.#attributes.read(reading, event, EVENT.attributes, events.attributes);
    this.#block.endEvent();
  }

  #readLink(reading: Reading, from: number, to: number): void {
    reading.messages(1);
    const { links } = this.#block;
    const { bytes } = reading.wire;
    const link = this.#link;
    link.read(reading.wire, from, to);
    if (!isId(bytes, link, LINK.traceId, 16) || !isId(bytes, link, LINK.spanId, 8)) return reading.tally.add('links');
    writeId(links.traceId, bytes, link, LINK.traceId);
    writeId(links.spanId, bytes, link, LINK.spanId);
    reading.field(links.traceState, link, LINK.traceState);
    this.#attributes.read(reading, link, LINK.attributes, links.attributes);
    this.#block.endLink();
  }
}

/** Whether a field is an id: of its length, and not all zero. */
function isId(bytes: Buffer, fields: Fields, id: number, length: number): boolean {
  const [from, to] = [fields.from(id), fields.to(id)];
  if (to - from !== length) return false;
  for (let at = from; at < to; at += 1) if (bytes[at] !== 0) return true;
  return false;
}

const writeId = (column: Bytes, bytes: Buffer, fields: Fields, id: number): void =>
  column.hex(bytes, fields.from(id), fields.to(id));

function writeWord(column: Bytes, words: readonly Buffer[], index: number): void {
  const word = words[index] ?? words[0] ?? NOTHING;
  column.text(word, 0, word.length);
}
