/** What a call of a stage goes through around its span. */
import { context, trace } from '@opentelemetry/api';
import { callInSpan } from '../../../lib/calls/call-in-span.js';
import { isSuppressed, SpanFrame } from '../../../lib/spans/frame.js';
import { BEGIN, newGuard } from '../../../lib/spans/guard.js';
import { LinkSet } from '../../../lib/links/link-set.js';
import {
  type Interceptor,
  evaluateOption,
  type Call,
  type Callable,
  defaultName,
  type SpanPlan,
} from '../../../lib/spans/span-plan.js';
import { reportFailure, warnOnce } from '../../../lib/global/report.js';
import { collectLinks } from '../../../lib/sources/links-from.js';
import { formatTraceparent } from '../../../lib/links/traceparent.js';
import { type AttemptPlan, runAttempt } from './run-attempt.js';
import { toLinks, stageOrder, type StageOrder } from './attempt-links.js';
import type { RecordedLink } from '../../../lib/ledger/ledger.js';
import type { StageOptions, WorkflowOptions } from '../decorators/stage-options.js';
import { ledgerState } from '../../../lib/ledger/state.js';

/** Of which workflow a stage is, and how it is named in there. */
export interface StagePlace {
  readonly workflow: WorkflowOptions | undefined;
  readonly stage: string;
}

/** The way a call of that stage takes; `place` is asked at each call, as a class learns of its workflow last. */
export function stageInterceptor(
  options: StageOptions,
  place: (self: unknown, method: string) => StagePlace,
): Interceptor {
  const order = stageOrder(options);
  return (tracer, plan, callee, self, args) => {
    const call: Call = { plan, self, args, open: undefined };
    plan.site ||= defaultName(call);
    const { workflow, stage } = place(self, plan.method);
    const isReplaying = options.isReplaying ?? workflow?.isReplaying;
    if (isSuppressed(context.active()) || evaluateOption(call, 'isReplaying', isReplaying) === true)
      return callWithoutSpan(plan, callee, self, args);
    const { ledger } = ledgerState();
    if (ledger === undefined)
      warnOnce('useLedger', 'was not called: stages get spans, and no links to the stages before them');
    const attempt = ledger === undefined ? undefined : planAttempt(call, options, order, workflow, stage);
    return ledger === undefined || attempt === undefined
      ? callInSpan(tracer, withoutLedger(call, options), callee, self, args)
      : runAttempt(tracer, plan, attempt, ledger, callee, self, args);
  };
}

/** The stage's own guard is a disabled one: that of the span around it is not the stage's to write to. */
function callWithoutSpan(plan: SpanPlan, callee: Callable, self: unknown, args: readonly unknown[]): unknown {
  const active = context.active();
  const frame = new SpanFrame(active, trace.getSpan(active), { guard: newGuard()[BEGIN](undefined) });
  return context.with(frame, callInSpan, undefined, undefined, plan, callee, self, args);
}

/** What is known without the ledger: what started the run, and that it is a trace of its own. */
function withoutLedger(call: Call, { root, origin }: StageOptions): SpanPlan {
  const { plan } = call;
  const started = originOf(call, origin);
  const options = root === true ? { ...plan.options, root, linkCaller: true } : plan.options;
  return { ...plan, options, causes: started === undefined ? undefined : toLinks([started]) };
}

function planAttempt(
  call: Call,
  options: StageOptions,
  order: StageOrder,
  workflow: WorkflowOptions | undefined,
  stage: string,
): AttemptPlan | undefined {
  const { site } = call.plan;
  if (workflow === undefined) {
    return reportFailure(
      site,
      'is a stage of a class without @Workflow, and gets a span without links; put @Workflow({ name, run }) on the class',
    );
  }
  const run = keyText(evaluateOption(call, 'run', workflow.run));
  if (run === undefined || run === '')
    return reportFailure(`${site} run`, 'gave no text or number; the stage gets a span without links');
  const { root: isRoot = false } = options;
  const origin =
    originOf(call, options.origin) ?? (isRoot ? recorded(call, trace.getSpanContext(context.active())) : undefined);
  return {
    key: { workflow: workflow.name, run, stage, item: askKey(call, 'item', options.item) ?? '' },
    order,
    isRoot,
    origin,
    continues: askKey(call, 'continues', options.continues),
  };
}

function originOf(call: Call, origin: StageOptions['origin']): RecordedLink | undefined {
  return origin === undefined ? undefined : recorded(call, evaluateOption(call, 'origin', origin));
}

function askKey(call: Call, option: string, value: unknown): string | undefined {
  const given = evaluateOption(call, option, value);
  const text = keyText(given);
  if (text !== undefined || given === undefined || given === null) return text;
  return reportFailure(
    `${call.plan.site} ${option}`,
    `gave ${Number.isNaN(given) ? 'NaN' : typeof given}, not a text or number; it was left out`,
  );
}

/** A run or an item is known by text or a number. */
function keyText(value: unknown): string | undefined {
  const isKey =
    typeof value === 'string' || typeof value === 'bigint' || (typeof value === 'number' && !Number.isNaN(value));
  return isKey ? String(value) : undefined;
}

function recorded({ plan, args }: Call, source: unknown): RecordedLink | undefined {
  const set = new LinkSet();
  collectLinks(set, source, undefined, plan.site, args);
  const context = set.links[0]?.context;
  if (context === undefined) return undefined;
  return { traceparent: formatTraceparent(context), tracestate: context.traceState?.serialize(), relation: 'origin' };
}
