/** A column of ids: their bytes, which are also written as hex digits. */
import { ByteColumn } from './native-columns.js';
import type { WrittenColumn } from './native-columns.js';

export class IdColumn extends ByteColumn {
  /** The ids as FixedStrings of hex digits. */
  readonly hex: WrittenColumn;
  /** The ids as Strings of hex digits, and those that are zero as empty ones. */
  readonly hexOrEmpty: WrittenColumn;
  readonly #size: number;

  /** @param size the bytes of an id */
  constructor(size: number) {
    super();
    this.#size = size;
    this.hex = derived(() => hexDigits(this.written));
    this.hexOrEmpty = derived(() => this.#writtenOrEmpty());
  }

  /** Writes the id zero, which stands for none. */
  writeNone(): void {
    this.writeBytes(ZERO, 0, this.#size);
  }

  /** Writes an id of hex digits; none if there are none. */
  writeDigits(digits: string): void {
    const id = Buffer.alloc(this.#size);
    id.write(digits, 'hex');
    this.writeBytes(id, 0, this.#size);
  }

  #writtenOrEmpty(): Buffer {
    const [size, digits, strings] = [this.#size, hexDigits(this.written), new ByteColumn()];
    for (let start = 0; start < this.length; start += size) {
      const isNone = this.bytes.compare(ZERO, 0, size, start, start + size) === 0;
      strings.writeUtf8(digits, 2 * start, isNone ? 2 * start : 2 * (start + size));
    }
    return strings.written;
  }
}

const ZERO = Buffer.alloc(16);

const hexDigits = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('hex'), 'latin1');

const derived = (written: () => Buffer): WrittenColumn => ({
  get written() {
    return written();
  },
});
