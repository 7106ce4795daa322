/** The bytes of a body as they arrive, reserved from the budget. */
import { giveBuffer, pooledSize, takeBuffer } from './buffer-pool.js';
import type { ExportService } from './export-service.js';

const NONE = Buffer.alloc(0);

/**
 * One buffer that grows, so that a body takes as much memory as it reserves however it is cut: as a list, a body that
 * arrives byte by byte would take hundreds of times its length.
 */
export class HeldBytes {
  readonly #service: Pick<ExportService, 'reserve' | 'budget'>;
  #buffer: Buffer = NONE;
  #length = 0;

  constructor(service: Pick<ExportService, 'reserve' | 'budget'>) {
    this.#service = service;
  }

  get length(): number {
    return this.#length;
  }

  /** The bytes so far: a view, until more are added. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Adds a copy of the chunk. Throws an `ExportError` if the budget has no room for it. */
  append(chunk: Uint8Array): void {
    const length = this.#length + chunk.length;
    if (length > this.#buffer.length) this.#grow(length);
    this.#buffer.set(chunk, this.#length);
    this.#length = length;
  }

  /** Returns the bytes to the budget; none must be used afterwards. */
  release(): void {
    this.#service.budget.release(this.#buffer.length);
    giveBuffer(this.#buffer);
    this.#buffer = NONE;
    this.#length = 0;
  }

  #grow(length: number): void {
    const size = pooledSize(Math.max(length, Math.min(2 * this.#buffer.length, length + MAX_SPARE)));
    this.#service.reserve(size - this.#buffer.length);
    const larger = takeBuffer(size);
    larger.set(this.bytes);
    giveBuffer(this.#buffer);
    this.#buffer = larger;
  }
}

const MAX_SPARE = 1024 * 1024;
