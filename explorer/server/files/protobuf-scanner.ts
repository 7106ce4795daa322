/**
 * Finds spans in an ExportTraceServiceRequest or TracesData of OTLP in protobuf as it arrives, of any size: only one
 * span, and what is around it, has to fit into memory.
 */
import { REQUEST, RESOURCE_SPANS, SCOPE_SPANS } from '../otlp/otlp-messages.js';
import { LENGTH_DELIMITED } from '../otlp/protobuf-reader.js';
import type { ByteSource } from './byte-source.js';
import type { FileReport } from './file-report.js';
import { HeldSpans, LATE_SCHEMA_URL, MAX_HELD } from './held-spans.js';
import { MAX_VALUE } from './span-group.js';
import type { SpanGroup } from './span-group.js';

const FIXED_LENGTHS: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** The bytes are no protobuf. */
export class BrokenProtobuf extends Error {
  override readonly name = 'BrokenProtobuf';
}

/** A field of a message: its number, and the length of its content. */
interface Field {
  readonly number: number;
  readonly isLengthDelimited: boolean;
  readonly length: number;
}

export class ProtobufScanner {
  readonly #source: ByteSource;
  readonly #report: FileReport;
  readonly #emit: (group: SpanGroup) => void;
  #held: HeldSpans | undefined;

  constructor(source: ByteSource, report: FileReport, emit: (group: SpanGroup) => void) {
    this.#source = source;
    this.#report = report;
    this.#emit = emit;
  }

  /**
   * Reads to the end of the source. Calls `drain` after each span that may have been sent on.
   *
   * @throws a {@link BrokenProtobuf} or {@link BreaksOff}; the spans before were sent on
   */
  async read(drain: () => Promise<void>): Promise<void> {
    try {
      while (!(await this.#source.isAtEnd())) {
        const field = await this.#readField();
        if (field.isLengthDelimited && field.number === REQUEST.resourceSpans)
          await this.#readResourceSpans(field.length, drain);
        else await this.#skip(field, 'a request');
        await drain();
      }
    } finally {
      this.#held?.end();
    }
  }

  async #readResourceSpans(length: number, drain: () => Promise<void>): Promise<void> {
    const held = new HeldSpans('OTLP protobuf', ['resource', 'scope'], this.#emit);
    this.#held = held;
    await this.#readMessage(length, async (field) => {
      if (field.number === RESOURCE_SPANS.scopeSpans) await this.#readScopeSpans(field.length, held, drain);
      else if (field.number === RESOURCE_SPANS.resource && field.length <= MAX_VALUE)
        held.setOuter('resource', await this.#source.take(field.length));
      else if (field.number === RESOURCE_SPANS.schemaUrl && field.length <= MAX_VALUE)
        this.#noteSchemaUrl(held.setOuter('schemaUrl', await this.#source.take(field.length)));
      else await this.#skip(field, 'a resource');
    });
    held.end();
  }

  async #readScopeSpans(length: number, held: HeldSpans, drain: () => Promise<void>): Promise<void> {
    held.startPart();
    await this.#readMessage(length, async (field) => {
      const source = this.#source;
      if (field.number === SCOPE_SPANS.scope && field.length <= MAX_VALUE)
        return void held.setInner('scope', await source.take(field.length));
      if (field.number === SCOPE_SPANS.schemaUrl && field.length <= MAX_VALUE)
        return this.#noteSchemaUrl(held.setInner('scopeSchemaUrl', await source.take(field.length)));
      if (field.number !== SCOPE_SPANS.spans || field.length > MAX_VALUE) return this.#skip(field, 'a span');
      const bytes = source.takeNow(field.length) ?? (await source.take(field.length));
      const isKnown = held.add({ bytes, line: undefined });
      if (!isKnown)
        this.#report.addProblem(
          `the resource or scope of these spans is behind more than ${MAX_HELD / 1024 / 1024} MiB of them; ` +
            'they were read without it.',
        );
      await drain();
    });
  }

  #noteSchemaUrl(isInTime: boolean): void {
    if (!isInTime) this.#report.count(LATE_SCHEMA_URL);
  }

  async #readMessage(length: number, read: (field: Field) => Promise<void>): Promise<void> {
    const end = this.#source.offset + length;
    while (this.#source.offset < end) {
      const field = await this.#readField();
      if (this.#source.offset + field.length > end) throw this.#broken('a field is longer than its message');
      if (field.isLengthDelimited) await read(field);
      else await this.#skip(field, '');
    }
  }

  async #readField(): Promise<Field> {
    const tag = await this.#readVarint();
    const [number, wireType] = [Math.floor(tag / 8), tag & 7];
    if (number === 0) throw this.#broken('a field has the number 0');
    if (wireType === LENGTH_DELIMITED) return { number, isLengthDelimited: true, length: await this.#readVarint() };
    if (wireType === 0) await this.#readVarint();
    const length = wireType === 0 ? 0 : FIXED_LENGTHS[wireType];
    if (length === undefined) throw this.#broken(`a field has the wire type ${wireType}`);
    return { number, isLengthDelimited: false, length };
  }

  async #readVarint(): Promise<number> {
    let value = 0;
    for (let shift = 0; shift < 10; shift += 1) {
      const bytes = this.#source.takeNow(1) ?? (await this.#source.take(1));
      const byte = bytes[0] ?? 0;
      value += (byte & 0x7f) * 2 ** (7 * shift);
      if (byte < 0x80) return value;
    }
    throw this.#broken('a number has more than 10 bytes');
  }

  /** Skips a field; one that is too large to be kept is told. */
  async #skip(field: Field, what: string): Promise<void> {
    if (field.isLengthDelimited && field.length > MAX_VALUE)
      this.#report.addProblem(
        `${what} at byte ${this.#source.offset} has a part of ${field.length} bytes; it is left out.`,
      );
    await this.#source.skip(field.length);
  }

  #broken(reason: string): BrokenProtobuf {
    return new BrokenProtobuf(`this is no OTLP in protobuf: at byte ${this.#source.offset}, ${reason}`);
  }
}
