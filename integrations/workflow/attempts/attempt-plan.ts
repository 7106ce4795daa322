/** An attempt before it begins: its place in the run, and the stages that it follows. */
import { context, trace } from '@opentelemetry/api';
import { reportFailure } from '../../../lib/global/report.js';
import type { RecordedLink, StageKey } from '../../../lib/ledger/ledger.js';
import { LinkSet } from '../../../lib/links/link-set.js';
import { formatTraceparent } from '../../../lib/links/traceparent.js';
import { collectLinks } from '../../../lib/sources/links-from.js';
import { type Call, evaluateOption } from '../../../lib/spans/span-plan.js';
import type { StageDeclaration, StageOrder } from './stage-declaration.js';
import type { StageOptions, WorkflowOptions } from './stage-options.js';

/** The work that an attempt is at, and the causes that the call itself names. */
export interface AttemptPlan {
  readonly key: StageKey;
  readonly order: StageOrder;
  /** Starts a new trace. */
  readonly isRoot: boolean;
  readonly origin: RecordedLink | undefined;
  readonly continues: string | undefined;
}

/** Returns the plan of a call; `undefined`, which is reported, where it belongs to no workflow or run. */
export function planAttempt(
  call: Call,
  { options, order }: StageDeclaration,
  workflow: WorkflowOptions | undefined,
  stage: string,
): AttemptPlan | undefined {
  const { site } = call.plan.cache;
  if (workflow === undefined) {
    reportFailure(
      site,
      'is a stage of a class without @Workflow, and gets a span without links; put @Workflow({ name, run }) on the class',
    );
    return undefined;
  }
  const run = keyText(evaluateOption(call, 'run', workflow.run));
  if (run === undefined || run === '') {
    reportFailure(`${site} run`, 'gave no text or number; the stage gets a span without links');
    return undefined;
  }
  const { root: isRoot = false } = options;
  return {
    key: { workflow: workflow.name, run, stage, item: readKey(call, 'item', options.item) ?? '' },
    order,
    isRoot,
    origin:
      readOrigin(call, options) ?? (isRoot ? firstOrigin(call, trace.getSpanContext(context.active())) : undefined),
    continues: readKey(call, 'continues', options.continues),
  };
}

/** Returns the first span that the option `origin` names. */
export function readOrigin(call: Call, { origin }: StageOptions): RecordedLink | undefined {
  return origin === undefined ? undefined : firstOrigin(call, evaluateOption(call, 'origin', origin));
}

function firstOrigin({ plan, args }: Call, source: unknown): RecordedLink | undefined {
  const found = new LinkSet();
  collectLinks(found, source, undefined, plan.cache.site, args);
  const first = found.links[0]?.context;
  if (first === undefined) return undefined;
  return { traceparent: formatTraceparent(first), tracestate: first.traceState?.serialize(), relation: 'origin' };
}

function readKey(call: Call, option: string, value: unknown): string | undefined {
  const given = evaluateOption(call, option, value);
  const text = keyText(given);
  if (text !== undefined || given === undefined || given === null) return text;
  reportFailure(
    `${call.plan.cache.site} ${option}`,
    `gave ${Number.isNaN(given) ? 'NaN' : typeof given}, not a text or number; it was left out`,
  );
  return undefined;
}

/** A run or an item is known by text or a number. */
function keyText(value: unknown): string | undefined {
  const isKey =
    typeof value === 'string' || typeof value === 'bigint' || (typeof value === 'number' && !Number.isNaN(value));
  return isKey ? String(value) : undefined;
}
