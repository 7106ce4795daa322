/** OTLP's MetricsService: it stores the counters that Spanlink keeps, and ignores all other metrics. */
import { counterBlock } from '../store/counter-table.js';
import type { Store } from '../store/open-store.js';
import type { ByteBudget } from './byte-budget.js';
import { CounterSequences } from './counter-sequences.js';
import type { Encoding } from './encoding.js';
import { ExportError, toExportError } from './export-error.js';
import type { ExportService } from './export-service.js';
import { InsertBatcher } from './insert-batcher.js';
import { jsonToProtobuf } from './json-to-protobuf.js';
import type { Limits } from './limits.js';
import { MetricsDecoder } from './metrics-decoder.js';
import { encodeResponse } from './responses.js';
import { UnknownNames } from './unknown-names.js';

/** Counts since the start. */
export interface MetricsCounts {
  /** Points of counters that were taken, whether or not they changed. */
  readonly points: number;
  readonly rejectedPoints: number;
  readonly failedRequests: number;
}

export class MetricsService implements ExportService {
  readonly httpPath = '/v1/metrics';
  readonly grpcPath = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';
  readonly limits: Limits;
  readonly budget: ByteBudget;
  readonly #decoder: MetricsDecoder;
  readonly #sequences = new CounterSequences();
  readonly #inserts: InsertBatcher<{ readonly counters: Uint8Array }>;
  readonly #counts = { points: 0, rejectedPoints: 0, failedRequests: 0 };

  /** @param budget shared with the other services */
  constructor(store: Pick<Store, 'appendCounters'>, limits: Limits, budget: ByteBudget) {
    this.limits = limits;
    this.budget = budget;
    this.#decoder = new MetricsDecoder(limits);
    this.#inserts = new InsertBatcher(({ counters }) => store.appendCounters(counters), limits.insert);
  }

  counts(): MetricsCounts {
    return { ...this.#counts };
  }

  reserve(bytes: number): void {
    this.budget.take(bytes);
  }

  async respond(body: Buffer, encoding: Encoding): Promise<Buffer> {
    const unknownNames = new UnknownNames();
    const { messages } = this.limits;
    const request =
      encoding === 'json' ? jsonToProtobuf(body, messages, unknownNames, 'ExportMetricsServiceRequest') : body;
    const { points, rejected, problems } = this.#decoder.decode(request);
    const { rows, commit } = this.#sequences.next(points, Date.now());
    if (rows.length > 0) await this.#store(counterBlock(rows));
    commit();
    this.#counts.points += points.length;
    this.#counts.rejectedPoints += rejected;
    // names of other metrics are no mistakes
    const errorMessage = [...problems, unknownNames.messageIf(true)].filter((text) => text !== '').join('; ');
    return encodeResponse('metrics', { rejected, errorMessage }, encoding);
  }

  toExportError(error: unknown): ExportError {
    this.#counts.failedRequests += 1;
    return toExportError(error);
  }

  drain(): Promise<void> {
    return this.#inserts.drain();
  }

  async #store(counters: Uint8Array): Promise<void> {
    this.reserve(counters.length);
    try {
      await this.#inserts.insert({ counters });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new ExportError('unavailable', `The counters could not be stored: ${message}`, { cause: error });
    } finally {
      this.budget.release(counters.length);
    }
  }
}
