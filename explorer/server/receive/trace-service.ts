/** OTLP's TraceService, from the body of a request to spans on disk; the same for HTTP and gRPC. */
import type { NativeBlock, SpanBlock } from '../store/span-block.js';
import type { Store } from '../store/open-store.js';
import { ByteBudget } from './byte-budget.js';
import type { Encoding } from './encoding.js';
import { ExportError } from './export-error.js';
import { InsertBatcher, sizeOf } from './insert-batcher.js';
import { jsonToProtobuf } from './json-to-protobuf.js';
import type { Limits } from './limits.js';
import type { PartialSuccess } from './partial-success.js';
import { RequestDecoder } from './request-decoder.js';
import { UnknownNames } from './unknown-names.js';

/** Counts since the start. */
export interface ReceiverCounts {
  readonly requests: number;
  readonly spans: number;
  /** Spans rejected from requests that were accepted. */
  readonly rejectedSpans: number;
  readonly droppedLinks: number;
  readonly cutTexts: number;
  readonly failedRequests: number;
}

export class TraceService {
  readonly limits: Limits;
  /** The bytes that requests hold. */
  readonly budget: ByteBudget;
  readonly #block: SpanBlock;
  readonly #decoder: RequestDecoder;
  readonly #inserts: InsertBatcher;
  readonly #counts = { requests: 0, spans: 0, rejectedSpans: 0, droppedLinks: 0, cutTexts: 0, failedRequests: 0 };

  readonly #onStored: (block: NativeBlock) => void;

  /** @param onStored called with the spans of each request once they are on disk */
  constructor(
    store: Pick<Store, 'block' | 'append'>,
    limits: Limits,
    onStored: (block: NativeBlock) => void = () => {},
  ) {
    this.limits = limits;
    this.budget = new ByteBudget(limits.inFlight);
    this.#block = store.block();
    this.#decoder = new RequestDecoder(this.#block, limits);
    this.#inserts = new InsertBatcher((rows) => store.append(rows), limits.insert);
    this.#onStored = onStored;
  }

  counts(): ReceiverCounts {
    return { ...this.#counts };
  }

  /** Reserves bytes of the budget. Throws an {@link ExportError} if there is no room for them. */
  reserve(bytes: number): void {
    if (!this.budget.reserve(bytes))
      throw new ExportError(
        'tooManyRequests',
        'The explorer holds as many spans as it may until they are stored. Send this again.',
      );
  }

  /**
   * Exports the spans of a request body. Resolves once every valid span is on disk.
   *
   * @throws an {@link ExportError} if the request failed
   */
  async export(body: Buffer, encoding: Encoding): Promise<PartialSuccess> {
    const unknownNames = new UnknownNames();
    const request = encoding === 'json' ? jsonToProtobuf(body, this.limits.messages, unknownNames) : body;
    const partialSuccess = this.#decoder.decode(request, unknownNames);
    if (partialSuccess.acceptedSpans > 0) await this.#insert(this.#block.finish());
    this.#counts.requests += 1;
    this.#counts.spans += partialSuccess.acceptedSpans;
    this.#counts.rejectedSpans += partialSuccess.rejectedSpans;
    this.#counts.droppedLinks += partialSuccess.countOf('links');
    this.#counts.cutTexts += partialSuccess.countOf('texts');
    return partialSuccess;
  }

  /** Counts a failed request, and returns its error as an {@link ExportError}. */
  toExportError(error: unknown): ExportError {
    this.#counts.failedRequests += 1;
    if (error instanceof ExportError) return error;
    return new ExportError(
      'unavailable',
      `The explorer failed: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }

  /** Waits for the pending inserts. */
  drain(): Promise<void> {
    return this.#inserts.drain();
  }

  async #insert(block: NativeBlock): Promise<void> {
    const bytes = sizeOf(block.rows);
    this.reserve(bytes);
    try {
      await this.#inserts.insert(block.rows);
    } catch (error) {
      throw insertError(error);
    } finally {
      this.budget.release(bytes);
    }
    this.#onStored(block);
  }
}

function insertError(error: unknown): ExportError {
  const message = error instanceof Error ? error.message : String(error);
  // a retry would not help
  if (message.includes('Too many partitions for single INSERT')) {
    return new ExportError(
      'invalidArgument',
      'The spans of this request are of more than 100 days. Send those of fewer days at once.',
      { cause: error },
    );
  }
  return new ExportError('unavailable', `The spans could not be stored: ${message}`, { cause: error });
}
