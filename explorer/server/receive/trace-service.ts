/** From the body of a request to spans on disk: what OTLP over HTTP and over gRPC have in common. */
import type { SpanBlock, SpanRows } from '../store/span-block.js';
import type { Store } from '../store/open-store.js';
import { Budget } from './byte-budget.js';
import { Committer } from './insert-batcher.js';
import { fromJson } from './json-to-protobuf.js';
import type { Limits } from './limits.js';
import { Refusal } from './export-error.js';
import { RequestReader } from './request-decoder.js';
import type { Tally } from './partial-success.js';

/** The form of a body. */
export type Encoding = 'protobuf' | 'json';

/** What was received since the start. */
export interface Counts {
  readonly requests: number;
  readonly spans: number;
  /** Spans left out of requests that were taken. */
  readonly rejectedSpans: number;
  readonly droppedLinks: number;
  readonly cutTexts: number;
  /** Requests that were refused. */
  readonly refusals: number;
}

export class Intake {
  readonly limits: Limits;
  /** Bytes that requests hold. */
  readonly budget: Budget;
  readonly #block: SpanBlock;
  readonly #reader: RequestReader;
  readonly #committer: Committer;
  readonly #counts = { requests: 0, spans: 0, rejectedSpans: 0, droppedLinks: 0, cutTexts: 0, refusals: 0 };

  readonly #onStored: (rows: SpanRows) => void;

  /** `onStored` is told of the spans of each request. */
  constructor(store: Pick<Store, 'block' | 'append'>, limits: Limits, onStored: (rows: SpanRows) => void = () => {}) {
    this.limits = limits;
    this.budget = new Budget(limits.inFlight);
    this.#block = store.block();
    this.#reader = new RequestReader(this.#block, limits);
    this.#committer = new Committer((blocks) => store.append(blocks), limits.insert);
    this.#onStored = onStored;
  }

  counts(): Counts {
    return { ...this.#counts };
  }

  /** Throws a `Refusal` where there is no room for so many bytes more. */
  reserve(bytes: number): void {
    if (!this.budget.take(bytes))
      throw new Refusal('busy', 'The explorer holds as many spans as it may until they are stored. Send this again.');
  }

  /**
   * Resolves once every span that can be stored is on disk. Rejects with a `Refusal`, and then the request was not
   * taken.
   */
  async receive(body: Buffer, encoding: Encoding): Promise<Tally> {
    const tally = this.#reader.read(encoding === 'json' ? fromJson(body, this.limits.messages) : body);
    if (tally.accepted > 0) await this.#commit(this.#block.finish());
    this.#counts.requests += 1;
    this.#counts.spans += tally.accepted;
    this.#counts.rejectedSpans += tally.rejected;
    this.#counts.droppedLinks += tally.of('links');
    this.#counts.cutTexts += tally.of('texts');
    return tally;
  }

  /** Counts a refusal, whatever it was for; gives any error as one. */
  refuse(error: unknown): Refusal {
    this.#counts.refusals += 1;
    if (error instanceof Refusal) return error;
    return new Refusal(
      'unavailable',
      `The explorer failed: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }

  /** Waits for the spans of requests that are under way. */
  drain(): Promise<void> {
    return this.#committer.drain();
  }

  async #commit(rows: SpanRows): Promise<void> {
    const { bytes } = rows;
    this.reserve(bytes.length);
    try {
      await this.#committer.commit(bytes);
    } catch (error) {
      throw refusalOf(error);
    } finally {
      this.budget.give(bytes.length);
    }
    this.#onStored(rows);
  }
}

function refusalOf(error: unknown): Refusal {
  const message = error instanceof Error ? error.message : String(error);
  // sending these again would not help
  if (message.includes('Too many partitions for single INSERT')) {
    return new Refusal(
      'invalid',
      'The spans of this request are of more than 100 days. Send those of fewer days at once.',
      { cause: error },
    );
  }
  return new Refusal('unavailable', `The spans could not be stored: ${message}`, { cause: error });
}
