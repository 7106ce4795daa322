/** Calls a processor with the span of its attempt linked to the attempt before. */
import { context, type Link, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Processor } from 'bullmq';
import { warnOnce } from '../../lib/global/report.js';
import { TIMED_OUT, withTimeout } from '../../lib/global/with-timeout.js';
import type { JobSpan } from './job-span.js';
import { attemptIn } from './metadata.js';

/** The field of a job's hash where BullMQ puts the metadata of a failed attempt. */
const FIELD = 'tm';
const TIMEOUT = 1_000;

/** The fields of a job that are read. */
interface StartedJob {
  readonly id?: string | undefined;
  readonly queueQualifiedName: string;
  readonly attemptsMade: number;
  readonly attemptsStarted?: number;
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

/** Calls the processor as BullMQ does, once the span of a further attempt is linked to the one before. */
export function processAttempt(
  span: JobSpan | undefined,
  processor: Processor,
  worker: unknown,
  args: Parameters<Processor>,
): ReturnType<Processor> {
  if (span === undefined || !span.claim()) return processor.apply(worker, args);
  const [job]: [StartedJob, ...unknown[]] = args;
  if (job.attemptsMade === 0) span.startAfter({ links: [], isRetry: (job.attemptsStarted ?? 1) > 1 });
  return runLinked(span, processor, worker, args);
}

async function runLinked(
  span: JobSpan,
  processor: Processor,
  worker: unknown,
  args: Parameters<Processor>,
): Promise<unknown> {
  // in no span, as that of the attempt is still to start
  if (args[0].attemptsMade > 0) {
    const links = await context.with(ROOT_CONTEXT, readAttempt, undefined, worker as WithClient, args[0]);
    span.startAfter({ links, isRetry: true });
  }
  try {
    return await processor.apply(worker, args);
  } catch (error) {
    span.errors.thrown = error;
    throw error;
  }
}

/** Returns the link to the attempt before; none where it is missing, or cannot be read in time. */
async function readAttempt(worker: WithClient, job: StartedJob): Promise<readonly Link[]> {
  try {
    const reading = read(worker, `${job.queueQualifiedName}:${job.id}`);
    const metadata = await withTimeout(reading, { milliseconds: TIMEOUT });
    return metadata === TIMED_OUT ? [] : attemptIn(metadata);
  } catch (error) {
    warnOnce('LinkedTelemetry.linkAttempts', 'could not read the attempt before', error);
    return [];
  }
}

async function read(worker: WithClient, key: string): Promise<unknown> {
  const client = await (typeof worker.getBackend === 'function' ? worker.getBackend().client : worker.client);
  return client?.hget(key, FIELD);
}
