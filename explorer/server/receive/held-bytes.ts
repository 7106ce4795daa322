/** The bytes of a body as they arrive, reserved from the budget. */
import type { TraceService } from './trace-service.js';

/**
 * One buffer that grows, so that a body takes as much memory as it reserves however it is cut: as a list, a body that
 * arrives byte by byte would take hundreds of times its length.
 */
export class HeldBytes {
  readonly #service: Pick<TraceService, 'reserve' | 'budget'>;
  #buffer = Buffer.alloc(0);
  #length = 0;

  constructor(service: Pick<TraceService, 'reserve' | 'budget'>) {
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
    this.#buffer = Buffer.alloc(0);
    this.#length = 0;
  }

  #grow(length: number): void {
    const size = Math.max(length, Math.min(2 * this.#buffer.length, length + MAX_SPARE));
    this.#service.reserve(size - this.#buffer.length);
    const larger = Buffer.allocUnsafeSlow(size);
    larger.set(this.bytes);
    this.#buffer = larger;
  }
}

const MAX_SPARE = 1024 * 1024;
