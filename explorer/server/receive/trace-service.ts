/** OTLP's TraceService, from the body of a request to spans on disk; the same for HTTP and gRPC. */
import type { NativeBlock, Rows, SpanBlock } from '../store/span-block.js';
import type { Store } from '../store/open-store.js';
import { ByteBudget } from './byte-budget.js';
import type { Encoding } from './encoding.js';
import { ExportError, toExportError } from './export-error.js';
import type { ExportService } from './export-service.js';
import { InsertBatcher, sizeOf } from './insert-batcher.js';
import { jsonToProtobuf } from './json-to-protobuf.js';
import type { Limits } from './limits.js';
import type { PartialSuccess } from './partial-success.js';
import { RequestDecoder } from './request-decoder.js';
import { encodeResponse } from './responses.js';
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

/** What is held of a request. */
export interface HeldRows {
  /** Its rows, which are stored with those of its spans. */
  readonly fragments: Uint8Array;
  /** Called once all are stored, or if they could not be. */
  readonly end: (isStored: boolean) => void;
}

/** Takes the bytes of a request, in protobuf. Throws a `RangeError` if it is too large to be held. */
export type HoldRequest = (request: Buffer) => HeldRows;

export class TraceService implements ExportService {
  readonly httpPath = '/v1/traces';
  readonly grpcPath = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
  readonly limits: Limits;
  /** The bytes that requests hold. */
  readonly budget: ByteBudget;
  readonly #block: SpanBlock;
  readonly #decoder: RequestDecoder;
  readonly #inserts: InsertBatcher<Rows>;
  readonly #counts = { requests: 0, spans: 0, rejectedSpans: 0, droppedLinks: 0, cutTexts: 0, failedRequests: 0 };

  readonly #onStored: (block: NativeBlock) => void;
  readonly #hold: HoldRequest | undefined;

  /** @param onStored called with the spans of each request once they are on disk */
  constructor(
    store: Pick<Store, 'block' | 'append' | 'retention'>,
    limits: Limits,
    onStored: (block: NativeBlock) => void = () => {},
    hold?: HoldRequest,
  ) {
    this.limits = limits;
    this.budget = new ByteBudget(limits.inFlight);
    this.#block = store.block();
    this.#decoder = new RequestDecoder(this.#block, limits, store.retention);
    this.#inserts = new InsertBatcher((rows) => store.append(rows), limits.insert);
    this.#onStored = onStored;
    this.#hold = hold;
  }

  counts(): ReceiverCounts {
    return { ...this.#counts };
  }

  /** Reserves bytes of the budget. Throws an {@link ExportError} if there is no room for them. */
  reserve(bytes: number): void {
    this.budget.take(bytes);
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
    if (partialSuccess.acceptedSpans > 0) await this.#store(request, this.#block.finish());
    this.#counts.requests += 1;
    this.#counts.spans += partialSuccess.acceptedSpans;
    this.#counts.rejectedSpans += partialSuccess.rejectedSpans;
    this.#counts.droppedLinks += partialSuccess.countOf('links');
    this.#counts.cutTexts += partialSuccess.countOf('texts');
    return partialSuccess;
  }

  async respond(body: Buffer, encoding: Encoding): Promise<Buffer> {
    const { rejectedSpans, errorMessage } = await this.export(body, encoding);
    return encodeResponse('traces', { rejected: rejectedSpans, errorMessage }, encoding);
  }

  /** Counts a failed request, and returns its error as an {@link ExportError}. */
  toExportError(error: unknown): ExportError {
    this.#counts.failedRequests += 1;
    return toExportError(error);
  }

  /** Waits for the pending inserts. */
  drain(): Promise<void> {
    return this.#inserts.drain();
  }

  async #store(request: Buffer, block: NativeBlock): Promise<void> {
    const held = this.#holdRequest(request);
    const rows: Rows = { ...block.rows, ...(held && { fragments: held.fragments }) };
    const bytes = sizeOf(rows);
    let isStored = false;
    try {
      this.reserve(bytes);
      try {
        await this.#inserts.insert(rows);
      } catch (error) {
        throw insertError(error);
      } finally {
        this.budget.release(bytes);
      }
      isStored = true;
    } finally {
      held?.end(isStored);
    }
    this.#onStored(block);
  }

  #holdRequest(request: Buffer): HeldRows | undefined {
    try {
      return this.#hold?.(request);
    } catch (error) {
      if (error instanceof RangeError) throw new ExportError('payloadTooLarge', error.message, { cause: error });
      throw error;
    }
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
