/** BullMQ's `telemetry` with links. */
import { type Context, context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { ContextManager, Meter, Processor, Telemetry, Tracer } from 'bullmq';

import { callSafely } from '../../lib/global/report.js';
import { currentTracer } from '../../lib/global/tracer.js';
import { FailedAttempts } from './failed-attempts.js';
import { type JobRelation, JobSpan, jobSpanOf } from './job-span.js';
import { withCauses } from './metadata.js';
import { NOOP_SPAN } from './noop-span.js';
import { processAttempt } from './process-attempt.js';
import { isSuppressed } from '../../lib/global/suppression.js';

/** How the spans of jobs hang together. */
export interface LinkedTelemetryOptions {
  /**
   * What the producer is to the span that processes its job, which has a link `origin` to it in `link` and `both`:
   * - `'link'` (default): every attempt is a trace of its own.
   * - `'parent'`: the first attempt continues the producer's trace; further attempts, and jobs of a scheduler, as
   * `'link'`.
   * - `'both'`: as `'parent'`, with the link as well, for tools that follow links alone.
   */
  relation?: JobRelation;
  /** Where BullMQ counts its jobs, such as `metrics.getMeter('bullmq')`; nowhere by default. */
  meter?: Meter;
}

const SITE = 'LinkedTelemetry';

/**
 * The `telemetry` of BullMQ's queues, workers and flow producers: each attempt of a job is linked to the span that
 * added it, and to the attempt before (`retry_of`); children of a flow are linked to their parent's (`parent`). Use it
 * in the place of `bullmq-otel`, with which it shares its names and its metadata, when one trace for the whole life of
 * a job is not what you want. Nothing that fails in here reaches a queue.
 *
 * Throws a `TypeError` with the code `ERR_SPANLINK_BULLMQ` for a relation that is none.
 *
 * @example
 * const telemetry = new LinkedTelemetry();
 * const queue = new Queue('orders', { connection, telemetry });
 * const worker = new Worker('orders', telemetry.linkAttempts(async (job) => ship(job)), { connection, telemetry });
 */
export class LinkedTelemetry implements Telemetry<Context> {
  readonly tracer: Tracer<Context>;
  readonly contextManager: ContextManager<Context> = new Contexts();
  readonly meter?: Meter;
  readonly #attempts = new FailedAttempts();

  constructor({ relation = 'link', meter }: LinkedTelemetryOptions = {}) {
    if (!RELATIONS.includes(relation)) {
      throw Object.assign(new TypeError(`LinkedTelemetry: relation is not 'link', 'parent' or 'both'`), {
        code: 'ERR_SPANLINK_BULLMQ',
      });
    }
    const attempts = this.#attempts;
    this.tracer = {
      startSpan(name, options, from) {
        if (currentTracer() === undefined) return NOOP_SPAN;
        return new JobSpan(name, options?.kind ?? 0, from, relation, attempts);
      },
    };
    if (meter !== undefined) this.meter = meter;
  }

  /**
   * The processor, of which a further attempt is linked to the one before also when that ran in another process: BullMQ
   * keeps it in Redis, and one `HGET` of a retried job reads it, for a second at most. Without it, attempts are known
   * to the `LinkedTelemetry` they ran with. The errors a processor throws are recorded with their type and stack.
   *
   * @example
   * new Worker('orders', telemetry.linkAttempts(async (job) => ship(job)), { connection, telemetry });
   */
  linkAttempts<P extends Processor>(processor: P): P {
    this.#attempts.areRead = true;
    // BullMQ calls a processor on its worker
    const linked = function (this: unknown, ...args: Parameters<Processor>): ReturnType<Processor> {
      return processAttempt(jobSpanOf(context.active()), processor, this, args);
    };
    return linked as P;
  }
}

const RELATIONS: readonly unknown[] = ['link', 'parent', 'both'];

/** BullMQ's view of OpenTelemetry's contexts. */
class Contexts implements ContextManager<Context> {
  with<F extends (...args: never[]) => unknown>(active: Context, body: F): ReturnType<F> {
    return context.with(active, body as () => ReturnType<F>);
  }

  active(): Context {
    return context.active();
  }

  root(): Context {
    return ROOT_CONTEXT;
  }

  /** What to keep with a job; nothing where that is empty, which BullMQ does not write. */
  getMetadata(active: Context): string {
    if (isSuppressed(active)) return '';
    const written = callSafely(SITE, 'metadata', () => jobSpanOf(active)?.metadata(), undefined, []);
    return typeof written === 'string' ? written : '';
  }

  fromMetadata(active: Context, metadata: string): Context {
    if (currentTracer() === undefined) return active;
    return (callSafely(SITE, 'metadata', withCauses, undefined, [active, metadata]) as Context | undefined) ?? active;
  }
}
