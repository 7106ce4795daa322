/** Calls a processor with the span of its attempt linked to the attempt before. */
import { context, type Link, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Processor } from 'bullmq';
import { warnOnce } from '../../lib/global/report.js';
import { suppressed } from '../../lib/global/suppression.js';
import { TIMED_OUT, withTimeout } from '../../lib/global/with-timeout.js';
import { activeContext, runIn } from '../../lib/spans/active-context.js';
import type { JobSpan } from './job-span.js';
import { attemptIn, isOfNoAttempt } from './metadata.js';

/** The field of a job's hash where BullMQ puts the metadata of a failed attempt. */
const FIELD = 'tm';
const TIMEOUT = 1_000;

/** The fields of a job that are read. */
interface StartedJob {
  readonly id?: string | undefined;
  readonly queueQualifiedName: string;
  readonly attemptsMade: number;
  readonly attemptsStarted?: number;
  readonly stacktrace?: readonly string[] | null;
  /** Its worker. */
  readonly queue?: unknown;
}

/** A Redis client of BullMQ's. */
interface Client {
  hget(key: string, field: string): Promise<unknown>;
}

/** A worker of BullMQ 5, and of BullMQ 6. */
interface WithClient {
  readonly client?: Promise<Client>;
  getBackend?(): { readonly client?: Promise<Client> };
}

/** What BullMQ keeps of the attempt before. */
interface KeptAttempt {
  /** The link to it; `undefined` where it left none. */
  readonly links: readonly Link[] | undefined;
  readonly isRetry: boolean;
}

const NOTHING: KeptAttempt = { links: undefined, isRetry: false };
const UNREADABLE: KeptAttempt = { links: [], isRetry: true };

/** Calls the processor as BullMQ does, with the span of a further attempt linked to the one before. */
export function processAttempt(
  span: JobSpan | undefined,
  processor: Processor,
  worker: unknown,
  args: Parameters<Processor>,
): ReturnType<Processor> {
  return span?.claim() === true ? runLinked(span, processor, worker, args) : processor.apply(worker, args);
}

async function runLinked(
  span: JobSpan,
  processor: Processor,
  worker: unknown,
  args: Parameters<Processor>,
): Promise<unknown> {
  const active = activeContext();
  const job = args[0] as unknown as StartedJob;
  const isRetry = wasTried(job) || span.isKnownRetry;
  // the trace of a first attempt must not be that of another; its links may do without what a job cannot say
  const isRead = isRetry || span.relation !== 'link';
  // nobody's span, as that of the attempt may be still to start
  const read = isRead ? await context.with(suppressed(ROOT_CONTEXT), readAttempt, undefined, worker, job) : NOTHING;
  span.startAfter(read.links, isRetry || read.isRetry);
  try {
    return await runIn(active, () => processor.apply(worker, args), undefined);
  } catch (error) {
    span.errors.throws(error);
    throw error;
  }
}

/**
 * Returns true where a job says that it was tried before. Whoever retries it by hand may give it new counters, while
 * BullMQ keeps the stacks of its errors.
 */
function wasTried({ attemptsMade, attemptsStarted = 1, stacktrace }: StartedJob): boolean {
  return attemptsMade > 0 || attemptsStarted > 1 || (stacktrace?.length ?? 0) > 0;
}

/** Reads the attempt before. One that cannot be read, or not in time, is not known to be none. */
async function readAttempt(worker: unknown, job: StartedJob): Promise<KeptAttempt> {
  try {
    const reading = read(hasClient(worker) ? worker : job.queue, `${job.queueQualifiedName}:${job.id}`);
    const metadata = await withTimeout(reading, { milliseconds: TIMEOUT });
    if (metadata === TIMED_OUT) return UNREADABLE;
    const isRetry = metadata !== undefined && metadata !== null;
    return { links: isOfNoAttempt(metadata) ? undefined : attemptIn(metadata), isRetry };
  } catch (error) {
    warnOnce('LinkedTelemetry.linkAttempts', 'could not read the attempt before', error);
    return UNREADABLE;
  }
}

async function read(worker: unknown, key: string): Promise<unknown> {
  if (!hasClient(worker)) return undefined;
  const client = await (typeof worker.getBackend === 'function' ? worker.getBackend().client : worker.client);
  return client?.hget(key, FIELD);
}

/** A processor that another function calls may have any `this`, or none. */
function hasClient(value: unknown): value is WithClient {
  return typeof value === 'object' && value !== null && ('getBackend' in value || 'client' in value);
}
