/** Makes each call of a stage an attempt, recorded in the ledger. */
import type { Tracer } from '@opentelemetry/api';
import { toLinks } from '../../../lib/attempts/recorded-links.js';
import { runAttempt } from '../../../lib/attempts/run-attempt.js';
import { warnOnce } from '../../../lib/global/report.js';
import { isSuppressed } from '../../../lib/global/suppression.js';
import { ledgerState } from '../../../lib/ledger/state.js';
import {
  type Call,
  type CallAdditions,
  evaluateOption,
  type Next,
  siteOf,
  type SpanDeclaration,
} from '../../../lib/spans/span-plan.js';
import { activeContext, runIn } from '../../../lib/spans/active-context.js';
import { contextWithoutSpan } from '../../../lib/spans/start.js';
import { planAttempt, readOrigin } from './attempt-plan.js';
import type { StageDeclaration } from './stage-declaration.js';
import { spanOptionsOf, type StageOptions } from './stage-options.js';

/** Returns the part of a span's declaration that makes it a stage. */
export function stageSpan(stage: StageDeclaration): Partial<SpanDeclaration> {
  return { options: spanOptionsOf(stage.options), interceptor: interceptStage, stage };
}

/** Runs a call of a stage as an attempt; with a mere span if there is no ledger, and without one in a replay. */
export function interceptStage(tracer: Tracer, call: Call, next: Next): unknown {
  siteOf(call);
  const declaration = call.plan.stage as StageDeclaration;
  const { options } = declaration;
  const place = declaration.place(call.self, call.plan.method);
  const { workflow } = place;
  const isReplaying = options.isReplaying ?? workflow?.isReplaying;
  if (isSuppressed(activeContext()) || evaluateOption(call, 'isReplaying', isReplaying) === true)
    return callWithoutSpan(call, next);
  const { ledger } = ledgerState();
  if (ledger === undefined)
    warnOnce(
      'useLedger',
      'was not called: stages get spans, and no links to the stages before them',
      undefined,
      'SPANLINK_NO_LEDGER',
    );
  const attempt = ledger === undefined ? undefined : planAttempt(call, declaration, place);
  return ledger === undefined || attempt === undefined
    ? next(tracer, { ...call, additions: withoutLedger(call, options) })
    : runAttempt(tracer, call, attempt, ledger, next);
}

/** Runs the call with a disabled guard, so that the stage does not write to the span around it. */
function callWithoutSpan(call: Call, next: Next): unknown {
  return runIn(contextWithoutSpan(activeContext()), () => next(undefined, call), undefined);
}

/** Returns the additions that need no ledger: the origin of the run, and the new trace. */
function withoutLedger(call: Call, options: StageOptions): CallAdditions {
  const origin = readOrigin(call, options);
  return {
    links: origin === undefined ? undefined : toLinks([origin]),
    root: options.root === true ? { linkCaller: true } : undefined,
  };
}
