/** BullMQ's `telemetry` with links. */
import type { Context } from '@opentelemetry/api';
import type { ContextManager, Meter, Processor, Telemetry, Tracer } from 'bullmq';
import { spanlinkError } from '../../lib/global/errors.js';
import { checkOptionNames } from '../../lib/global/option-names.js';
import { currentTracer } from '../../lib/global/tracer.js';
import { activeContext } from '../../lib/spans/active-context.js';
import { BullMqContextManager } from './bullmq-context-manager.js';
import { JobSpan, type JobSpanSettings, jobSpanOf } from './job-span.js';
import { NOOP_SPAN } from './noop-span.js';
import { processAttempt } from './process-attempt.js';
import type { JobRelation } from './start-job-span.js';

/**
 * The options of `LinkedTelemetry`.
 *
 * @example
 * ```ts
 * import { metrics } from '@opentelemetry/api';
 *
 * const options: LinkedTelemetryOptions = { relation: 'both', meter: metrics.getMeter('bullmq') };
 * const telemetry = new LinkedTelemetry(options);
 * ```
 */
export interface LinkedTelemetryOptions {
  /**
   * Relates the span that processes a job to the producer's, to which it is linked in any case:
   * - `'link'` (default): every attempt is a trace of its own, linked by `origin`.
   * - `'parent'`: the first attempt continues the producer's trace, linked by `parent`; further attempts, and jobs of a
   * scheduler, as `'link'`.
   * - `'both'`: as `'parent'`, linked by `origin`, for tools that look for that.
   */
  relation?: JobRelation;
  /** Counts BullMQ's jobs, such as `metrics.getMeter('bullmq')`; nowhere by default. */
  meter?: Meter;
}

/** The names of those options. */
export const LINKED_TELEMETRY_OPTION_NAMES = [
  'relation',
  'meter',
] as const satisfies readonly (keyof LinkedTelemetryOptions)[];

/**
 * The `telemetry` of BullMQ's queues, workers and flow producers: each attempt of a job is linked to the span that
 * added it, and to the attempt before (`retry_of`); children of a flow are linked to their parent's (`parent`). Use it
 * in the place of `bullmq-otel`, with which it shares its names and its metadata, when you do not want one trace for
 * the whole life of a job. Its failures never reach a queue.
 *
 * @throws {TypeError} `ERR_SPANLINK_BULLMQ` for an unknown relation.
 *
 * @example
 * ```ts
 * import { Queue, Worker } from 'bullmq';
 *
 * const connection = { host: 'localhost' };
 * const telemetry = new LinkedTelemetry();
 * const queue = new Queue('orders', { connection, telemetry });
 * const processor = telemetry.linkAttempts(async (job) => ship(job.data));
 * const worker = new Worker('orders', processor, { connection, telemetry });
 * ```
 */
export class LinkedTelemetry implements Telemetry<Context> {
  readonly tracer: Tracer<Context>;
  readonly contextManager: ContextManager<Context> = new BullMqContextManager();
  readonly meter?: Meter;
  readonly #settings: JobSpanSettings;

  constructor(options: LinkedTelemetryOptions = {}) {
    const { relation = 'link', meter } = options;
    checkOptionNames('LinkedTelemetry', options, LINKED_TELEMETRY_OPTION_NAMES);
    if (!RELATIONS.includes(relation)) {
      throw spanlinkError('ERR_SPANLINK_BULLMQ', "LinkedTelemetry: relation is not 'link', 'parent' or 'both'");
    }
    const settings = (this.#settings = { relation, isLinking: false });
    this.tracer = {
      startSpan(name, options, from) {
        if (currentTracer() === undefined) return NOOP_SPAN;
        return new JobSpan(name, options?.kind ?? 0, from, settings);
      },
    };
    if (meter !== undefined) this.meter = meter;
  }

  /**
   * Wraps a processor, so that a further attempt is linked to the one before also when that ran in another process:
   * BullMQ keeps the attempt in Redis, and one `HGET` reads it. The processor waits for that, for a second at most,
   * where its job was tried before, and with `parent` and `both`, where the first attempt has another trace. Without
   * it, attempts are known to the process they ran in. Whatever the processor throws is recorded as it is.
   *
   * Give the function that it returns to the worker, and do in it what comes first: with `parent` and `both`, an
   * attempt whose span is asked for before is taken for the first one where only another process knows of others.
   *
   * @example
   * ```ts
   * import { type Job, Worker } from 'bullmq';
   *
   * const telemetry = new LinkedTelemetry();
   * const processor = telemetry.linkAttempts(async (job: Job) => ship(job.data));
   * new Worker('orders', processor, { connection: { host: 'localhost' }, telemetry });
   * ```
   */
  linkAttempts<P extends Processor>(processor: P): P {
    this.#settings.isLinking = true;
    // BullMQ calls a processor on its worker
    const linked = function (this: unknown, ...args: Parameters<Processor>): ReturnType<Processor> {
      return processAttempt(jobSpanOf(activeContext()), processor, this, args);
    };
    return linked as P;
  }
}

const RELATIONS: readonly unknown[] = ['link', 'parent', 'both'];
