/** The ids of spans as texts of eight characters, one a byte. */
import type { MessageFields } from '../../otlp/message-fields.js';
import { SPAN } from '../../otlp/otlp-messages.js';

const ID_BYTES = 8;
const NO_ID = '\0'.repeat(ID_BYTES);

/** Returns the id in a field; zeros if there is none. */
export function idIn(bytes: Buffer, fields: MessageFields, fieldNumber: number): string {
  const [start, end] = [fields.start(fieldNumber), fields.end(fieldNumber)];
  return end - start === ID_BYTES ? bytes.toString('latin1', start, end) : NO_ID;
}

/** The ids of spans, each followed by that of its parent: one text for all, as each text takes its time. */
export class SpanIds {
  #bytes = SCRATCH;
  #length = 0;

  add(bytes: Buffer, span: MessageFields): void {
    if (this.#length + 2 * ID_BYTES > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(2 * this.#bytes.length);
      this.#bytes.copy(larger);
      this.#bytes = larger;
    }
    this.#addId(bytes, span, SPAN.spanId);
    this.#addId(bytes, span, SPAN.parentSpanId);
  }

  text(): string {
    return this.#bytes.toString('latin1', 0, this.#length);
  }

  #addId(bytes: Buffer, span: MessageFields, fieldNumber: number): void {
    const start = span.start(fieldNumber);
    const isId = span.end(fieldNumber) - start === ID_BYTES;
    for (let index = 0; index < ID_BYTES; index += 1)
      this.#bytes[this.#length + index] = isId ? (bytes[start + index] ?? 0) : 0;
    this.#length += ID_BYTES;
  }
}

// used by one after the other
const SCRATCH = Buffer.allocUnsafe(4096);
