/** The sink through which spans of workflows leave their isolates. */
import { type Context, type Link, ROOT_CONTEXT, type Tracer, trace } from '@opentelemetry/api';
import { dropOldest } from '../../../lib/global/drop-oldest.js';
import { registered } from '../../../lib/global/registry.js';
import { callSafely, warnOnce } from '../../../lib/global/report.js';
import { isSuppressed } from '../../../lib/global/suppression.js';
import { currentTracer } from '../../../lib/global/tracer.js';
import { activeContext } from '../../../lib/spans/active-context.js';
import { createPlan } from '../../../lib/spans/span-plan.js';
import { start } from '../../../lib/spans/start.js';
import { startingAt } from '../../../lib/spans/starting-at.js';
import type { SpanReport } from '../contract/span-report.js';
import { addLink, spanIn } from './links.js';
import { type ScheduledInfo, type ScheduleSource, runBeforeInSchedule } from './schedule-runs.js';
import { withIds } from './with-ids.js';

/** The spans that are known to have been made, as a task that fails is done again. */
const LIMIT = 10_000;

const made = /* @__PURE__ */ registered('temporal-spans', () => new Set<string>());

/** The sink of Temporal's worker; no interface, as sinks are looked up by any name. */
export type SpanSink = Readonly<Record<'spanlink', Readonly<Record<'span', SinkFunction>>>>;

interface SinkFunction {
  fn(info: ScheduledInfo, span: SpanReport): void;
  readonly callDuringReplay: false;
}

/** Makes the sink. A worker waits for what its sinks return, so that nothing is returned here. */
export function createSpanSink(schedules: ScheduleSource | (() => ScheduleSource) | undefined): SpanSink {
  const fn = (info: ScheduledInfo, span: SpanReport): void => {
    const tracer = currentTracer();
    if (tracer === undefined || isSuppressed(activeContext()) || !isNew(span)) return;
    const { schedule } = span;
    if (schedule === undefined || schedules === undefined) return makeSafely(tracer, span, []);
    runBeforeInSchedule(schedules, schedule, info).then(
      (before) => makeSafely(tracer, span, before),
      (error: unknown) => {
        warnOnce('temporalLinks', 'could not read the runs of a schedule', error);
        makeSafely(tracer, span, []);
      },
    );
  };
  return { spanlink: { span: { fn, callDuringReplay: false } } };
}

function makeSafely(tracer: Tracer, span: SpanReport, more: readonly Link[]): void {
  callSafely('temporalLinks', 'span', make, undefined, [tracer, span, more]);
}

function make(tracer: Tracer, report: SpanReport, more: readonly Link[]): void {
  const { name, kind, ids, attributes, startTime, error } = report;
  const parent = report.parent && spanIn(report.parent);
  const links = [...more];
  for (const { to, relation } of report.links) addLink(links, spanIn(to), relation);
  const plan = createPlan(name, { kind, attributes, links, root: parent === undefined });
  const active: Context = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
  const chosen = ids === undefined ? tracer : withIds(ids, tracer);
  const started = start(
    startingAt(startTime, chosen),
    { plan, callee: () => undefined, self: undefined, args: [] },
    active,
    undefined,
  );
  if (error !== undefined) started?.fail(error);
  started?.end();
}

/** Returns true for a span that this process has not made yet. */
function isNew({ ids }: SpanReport): boolean {
  if (ids === undefined) return true;
  const known = made();
  if (known.size === known.add(ids.traceId + ids.spanId).size) return false;
  dropOldest(known, LIMIT);
  return true;
}
