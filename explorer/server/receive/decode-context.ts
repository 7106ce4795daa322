/** The state of a request while it is decoded: its bytes, its limits, and the partial success to report. */
import { isUtf8 } from 'node:buffer';
import type { MessageFields } from '../otlp/message-fields.js';
import { ProtobufReader } from '../otlp/protobuf-reader.js';
import type { TextColumn } from '../store/native-columns.js';
import { ExportError } from './export-error.js';
import type { Limits } from './limits.js';
import { PartialSuccess } from './partial-success.js';
import { UnixNano } from './unix-nano.js';
import type { UnknownNames } from './unknown-names.js';

const DAY_MS = 86_400_000;

export class DecodeContext {
  readonly reader: ProtobufReader;
  readonly partialSuccess: PartialSuccess;
  /** When the request was received, in milliseconds since 1970. */
  readonly received = Date.now();
  readonly #limits: Pick<Limits, 'messages' | 'rows' | 'text'>;
  /** The last start of spans that the retention deletes already. */
  readonly #expired: UnixNano | undefined;
  #messages = 0;
  #rowBytes = 0;

  /** @param retention the days after which spans are deleted */
  constructor(
    bytes: Buffer,
    limits: Pick<Limits, 'messages' | 'rows' | 'text'>,
    unknownNames: UnknownNames,
    retention: number | undefined,
  ) {
    this.reader = new ProtobufReader(bytes);
    this.partialSuccess = new PartialSuccess(unknownNames);
    this.#limits = limits;
    const expired = retention === undefined ? -1 : this.received - retention * DAY_MS;
    if (expired >= 0) this.#expired = new UnixNano(BigInt(expired) * 1_000_000n);
  }

  /** Counts a span that is deleted soon after it is stored, which its sender would not know. */
  noteStart(time: UnixNano): void {
    if (this.#expired?.isAfter(time) === true) this.partialSuccess.add('expired');
  }

  /** Counts messages. Throws an {@link ExportError} above the limit. */
  countMessages(count: number): void {
    this.#messages += count;
    const limit = this.#limits.messages;
    if (this.#messages > limit)
      throw new ExportError(
        'payloadTooLarge',
        `The request has more than ${limit} messages in it (spans, links, attributes, …). Send fewer spans at once.`,
      );
  }

  /** Counts bytes of rows. Throws an {@link ExportError} above the limit. */
  countRowBytes(bytes: number): void {
    this.#rowBytes += bytes;
    const limit = this.#limits.rows;
    if (this.#rowBytes > limit)
      throw new ExportError(
        'payloadTooLarge',
        `The spans of this request take more than ${limit} bytes, with the attributes of their resource each. ` +
          'Send fewer at once.',
      );
  }

  /** Writes the text of a field, as {@link writeText} does. */
  writeField(column: TextColumn, fields: MessageFields, fieldNumber: number): void {
    this.writeText(column, fields.start(fieldNumber), fields.end(fieldNumber));
  }

  /** Writes a text of the request: cut at the limit, with replacement characters for invalid UTF-8. */
  writeText(column: TextColumn, start: number, end: number): void {
    const { bytes } = this.reader;
    // a text has no more characters than bytes
    if (end - start <= this.#limits.text && isText(bytes, start, end)) column.writeUtf8(bytes, start, end);
    else this.writeString(column, bytes.toString('utf8', start, end));
  }

  /** Writes a string, cut at the limit and marked with `…`: whoever reads it later has no other sign. */
  writeString(column: TextColumn, text: string): void {
    const limit = this.#limits.text;
    if (text.length > limit) this.partialSuccess.add('texts');
    // half of a pair would be a replacement character
    column.writeString(text.length > limit ? `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…` : text);
  }
}

function isText(bytes: Buffer, start: number, end: number): boolean {
  // for a few bytes, the call takes longer than the loop
  if (end - start > 40) return isUtf8(bytes.subarray(start, end));
  let bits = 0;
  for (let position = start; position < end; position += 1) bits |= bytes[position] ?? 0;
  return bits < 128 || isUtf8(bytes.subarray(start, end));
}
