/**
 * Finds spans in JSON as it arrives: in lines, in documents, or one document behind the other, of any size. Only one
 * span, and what is around it, has to fit into memory. After a mistake it goes on with the next line that may begin a
 * document.
 */
import type { FileReport } from './file-report.js';
import { JsonContents } from './json-contents.js';
import { isList, kindWithin, newFrame } from './json-frames.js';
import type { Frame } from './json-frames.js';
import { BrokenJson, JsonValue } from './json-value.js';
import type { Place } from './json-value.js';
import { MAX_VALUE } from './span-group.js';
import type { SpanGroup } from './span-group.js';

const NEWLINE = 0x0a;
const MAX_KEY = 64 * 1024;
/** Begins each line of a Collector's file, and nothing within one: a line before it that has not ended is broken. */
const LINE_START = Buffer.from('\n{"resourceSpans"');
const SEPARATORS = [0x2c, 0x1e];
const BREAKS_OFF = 'the JSON breaks off';

export class JsonScanner {
  readonly #report: FileReport;
  readonly #contents: JsonContents;
  readonly #place: Place = { line: 1 };
  #frames: Frame[] = [];
  #value: JsonValue | undefined;
  /** True after a mistake, until a line begins a document. */
  #isLost = false;
  #isAtLineStart = true;
  #carried = Buffer.alloc(0);

  constructor(report: FileReport, emit: (group: SpanGroup) => void) {
    this.#report = report;
    this.#contents = new JsonContents(report, emit);
  }

  write(chunk: Buffer): void {
    const bytes = this.#carried.length > 0 ? Buffer.concat([this.#carried, chunk]) : chunk;
    let from = 0;
    for (let at = bytes.indexOf(LINE_START); at >= 0; at = bytes.indexOf(LINE_START, from)) {
      this.#read(bytes.subarray(from, at));
      if (this.#frames[0]?.kind === 'document') this.#break(BREAKS_OFF);
      this.#read(bytes.subarray(at, at + 1));
      from = at + 1;
      // the rest of the mark is no start of a line by itself
      this.#read(bytes.subarray(from, from + LINE_START.length - 1));
      from += LINE_START.length - 1;
    }
    const end = Math.max(bytes.length - LINE_START.length + 1, from);
    this.#read(bytes.subarray(from, end));
    this.#carried = Buffer.from(bytes.subarray(end));
  }

  /** @param isWhole false if the file could not be read to its end, which was told */
  end(isWhole: boolean): void {
    this.#read(this.#carried);
    // a number or a word at the end of the file ends there
    if (isWhole && (this.#frames.length > 0 || this.#value !== undefined)) this.#break(BREAKS_OFF);
    else this.#reset();
  }

  #read(bytes: Buffer): void {
    let position = 0;
    while (position < bytes.length) {
      const wasAtLineStart = this.#isAtLineStart;
      try {
        position = this.#value === undefined ? this.#step(bytes, position) : this.#readValue(bytes, position);
        this.#isAtLineStart = bytes[position - 1] === NEWLINE;
      } catch (error) {
        if (!(error instanceof BrokenJson)) throw error;
        const isNextDocument = wasAtLineStart && error.position === undefined && isOpening(bytes[position] ?? 0);
        this.#break(isNextDocument ? BREAKS_OFF : error.message, isNextDocument ? 1 : 0);
        position = error.position ?? position;
      }
    }
  }

  #readValue(bytes: Buffer, from: number): number {
    const value = this.#value;
    const end = value?.read(bytes, from) ?? bytes.length;
    if (end < 0) return bytes.length;
    this.#value = undefined;
    const frame = this.#frames.at(-1);
    if (value && frame) this.#contents.endValue(frame, value);
    return end;
  }

  /** Reads one byte between values. */
  #step(bytes: Buffer, position: number): number {
    const byte = bytes[position] ?? 0;
    if (byte === NEWLINE) this.#place.line += 1;
    if (this.#isLost) {
      if (!this.#isAtLineStart || !isOpening(byte)) return nextLine(bytes, position);
      this.#isLost = false;
    }
    if (byte <= 0x20 && byte !== 0x1e) return position + 1;
    const frame = this.#frames.at(-1);
    if (frame === undefined) return this.#startDocument(byte, bytes, position);
    if (byte === 0x7d || byte === 0x5d) return this.#close(frame, byte, position);
    if (frame.expects === 'comma') return this.#expect(byte, ',', position, isList(frame) ? 'value' : 'key');
    if (frame.expects === 'colon') return this.#expect(byte, ':', position, 'value');
    if (frame.expects === 'value' || isList(frame)) return this.#startValue(frame, byte, bytes, position);
    if (byte !== 0x22) throw wrongByte('a name', byte);
    this.#value = new JsonValue(this.#place, MAX_KEY);
    return this.#readValue(bytes, position);
  }

  #startDocument(byte: number, bytes: Buffer, position: number): number {
    if (isOpening(byte)) return this.#open(byte, bytes, position);
    if (SEPARATORS.includes(byte)) return position + 1;
    throw wrongByte('{ or [', byte);
  }

  #startValue(frame: Frame, byte: number, bytes: Buffer, position: number): number {
    frame.expects = 'value';
    if (frame.kind !== 'spans' && isOpening(byte)) return this.#open(byte, bytes, position);
    const isKept = frame.kind === 'spans' || !isList(frame);
    this.#value = new JsonValue(this.#place, isKept ? MAX_VALUE : 0);
    return this.#readValue(bytes, position);
  }

  #open(byte: number, bytes: Buffer, position: number): number {
    const kind = kindWithin(this.#frames, byte === 0x5b ? '[' : '{');
    const frame = this.#frames.at(-1);
    if (kind === undefined || (kind === 'spans' && frame?.kind === 'document' && frame.held)) {
      const isSkipped = frame === undefined || isList(frame) || this.#contents.isOther(frame);
      this.#value = new JsonValue(this.#place, isSkipped ? 0 : MAX_VALUE);
      return this.#readValue(bytes, position);
    }
    if (frame) frame.hasKnownParts = true;
    this.#frames.push(newFrame(kind, this.#place.line, this.#contents.heldFor(kind, frame)));
    return position + 1;
  }

  #expect(byte: number, sign: ',' | ':', position: number, next: Frame['expects']): number {
    const frame = this.#frames.at(-1);
    if (byte !== sign.charCodeAt(0)) throw wrongByte(sign === ',' ? ', or an end' : ':', byte);
    if (frame) frame.expects = next;
    return position + 1;
  }

  #close(frame: Frame, byte: number, position: number): number {
    const isRight = (byte === 0x5d) === isList(frame) && (frame.expects === 'first' || frame.expects === 'comma');
    if (!isRight) throw wrongByte('a value', byte);
    this.#frames.pop();
    const parent = this.#frames.at(-1);
    if (parent) parent.expects = 'comma';
    if (frame.kind === 'resource') frame.held?.end();
    if (frame.kind === 'document') this.#contents.endDocument(frame);
    return position + 1;
  }

  /** Ends a broken document: what is whole of it is used. */
  #break(message: string, linesBack: number = 0): void {
    this.#report.addProblem(`${message}; what is whole was read.`, this.#place.line - linesBack);
    this.#reset();
    this.#isLost = true;
  }

  #reset(): void {
    for (const { held } of this.#frames) held?.end();
    this.#frames = [];
    this.#value = undefined;
  }
}

const isOpening = (byte: number): boolean => byte === 0x7b || byte === 0x5b;

function nextLine(bytes: Buffer, position: number): number {
  if (bytes[position] === NEWLINE) return position + 1;
  const next = bytes.indexOf(NEWLINE, position);
  return next < 0 ? bytes.length : next;
}

const wrongByte = (expected: string, byte: number): BrokenJson =>
  new BrokenJson(`this is no JSON: ${expected} is expected, and here is ${shown(byte)}`);

const shown = (byte: number): string =>
  byte > 0x20 && byte < 0x7f ? `"${String.fromCharCode(byte)}"` : `the byte 0x${byte.toString(16).padStart(2, '0')}`;
