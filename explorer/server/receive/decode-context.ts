/** A request while it is read: its bytes, what may be in it, and what was left out of it. */
import { isUtf8 } from 'node:buffer';
import type { Bytes } from '../store/native-columns.js';
import type { Limits } from './limits.js';
import { Refusal } from './export-error.js';
import { Tally } from './partial-success.js';
import { Wire } from './protobuf-reader.js';
import type { Fields } from './protobuf-reader.js';

export class Reading {
  readonly wire: Wire;
  readonly tally = new Tally();
  readonly #limits: Pick<Limits, 'messages' | 'rows' | 'text'>;
  #messages = 0;
  #bytes = 0;

  constructor(bytes: Buffer, limits: Pick<Limits, 'messages' | 'rows' | 'text'>) {
    this.wire = new Wire(bytes);
    this.#limits = limits;
  }

  /** Counts messages. Throws a `Refusal` where there are too many. */
  messages(count: number): void {
    this.#messages += count;
    const most = this.#limits.messages;
    if (this.#messages > most)
      throw new Refusal(
        'tooLarge',
        `The request has more than ${most} messages in it (spans, links, attributes, …). Send fewer spans at once.`,
      );
  }

  /** Counts bytes of rows. Throws a `Refusal` where there are too many. */
  rows(bytes: number): void {
    this.#bytes += bytes;
    const most = this.#limits.rows;
    if (this.#bytes > most)
      throw new Refusal(
        'tooLarge',
        `The spans of this request take more than ${most} bytes, with the attributes of their resource each. Send fewer at once.`,
      );
  }

  /** Writes the text of a field, as `text` does. */
  field(into: Bytes, fields: Fields, id: number): void {
    this.text(into, fields.from(id), fields.to(id));
  }

  /** Writes a text of the request; cut where it is too long, with replacement characters for what is no UTF-8. */
  text(into: Bytes, start: number, end: number): void {
    const { bytes } = this.wire;
    // a text has no more characters than bytes
    if (end - start <= this.#limits.text && isText(bytes, start, end)) into.text(bytes, start, end);
    else this.string(into, bytes.toString('utf8', start, end));
  }

  /** Writes a text; cut where it is too long. */
  string(into: Bytes, text: string): void {
    const most = this.#limits.text;
    if (text.length > most) this.tally.add('texts');
    into.string(text.length > most ? text.slice(0, most) : text);
  }
}

function isText(bytes: Buffer, start: number, end: number): boolean {
  // asking takes longer than looking at a few
  if (end - start > 40) return isUtf8(bytes.subarray(start, end));
  let all = 0;
  for (let at = start; at < end; at += 1) all |= bytes[at] ?? 0;
  return all < 128 || isUtf8(bytes.subarray(start, end));
}
