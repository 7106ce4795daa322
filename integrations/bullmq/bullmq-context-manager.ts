/** BullMQ's view of OpenTelemetry's contexts. */
import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { ContextManager } from 'bullmq';
import { callSafely } from '../../lib/global/report.js';
import { isSuppressed } from '../../lib/global/suppression.js';
import { currentTracer } from '../../lib/global/tracer.js';
import { activeContext, runIn } from '../../lib/spans/active-context.js';
import { jobSpanOf } from './job-span.js';
import { withCauses } from './metadata.js';

const SITE = 'LinkedTelemetry';

/** Carries contexts between BullMQ's operations, and through the metadata of jobs. */
export class BullMqContextManager implements ContextManager<Context> {
  with<F extends (...args: never[]) => unknown>(active: Context, body: F): ReturnType<F> {
    return runIn(active, body as () => ReturnType<F>, undefined);
  }

  active(): Context {
    return activeContext();
  }

  root(): Context {
    return ROOT_CONTEXT;
  }

  /** Returns the metadata to keep with a job; BullMQ writes none where it is empty. */
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
