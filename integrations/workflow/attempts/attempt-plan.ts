/** Plans an attempt before it begins: the work that it is at, and the causes that the call names. */
import type { Attributes } from '@opentelemetry/api';
import type { PlannedAttempt } from '../../../lib/attempts/planned-attempt.js';
import { toRecordedLink } from '../../../lib/attempts/recorded-links.js';
import { decide } from '../../../lib/global/decisions.js';
import { reportFailure } from '../../../lib/global/report.js';
import { isDebugging } from '../../../lib/global/settings.js';
import type { RecordedLink, StageKey } from '../../../lib/ledger/ledger.js';
import { LinkSet } from '../../../lib/links/link-set.js';
import { spanContextIn } from '../../../lib/links/span-context.js';
import { collectLinks } from '../../../lib/sources/links-from.js';
import { activeContext } from '../../../lib/spans/active-context.js';
import { type Call, evaluateOption } from '../../../lib/spans/span-plan.js';
import { selectLinks } from './attempt-links.js';
import type { StageDeclaration, StagePlace } from './stage-declaration.js';
import type { StageOptions } from './stage-options.js';
import { checkNamedStages, rememberStage } from './unknown-stages.js';

/** Plans the attempt of a call. @returns `undefined`, and reports it, if the call belongs to no workflow or run. */
export function planAttempt(
  call: Call,
  { options, order }: StageDeclaration,
  { workflow, stage, isApart = false }: StagePlace,
): PlannedAttempt | undefined {
  const { site } = call.plan.cache;
  if (workflow === undefined) {
    reportFailure(
      site,
      'is a stage of a class without @Workflow, and gets a span without links; ' +
        'put @Workflow({ name, run }) on the class',
      undefined,
      'SPANLINK_NO_WORKFLOW',
    );
    return undefined;
  }
  const run = keyText(evaluateOption(call, 'run', workflow.run));
  if (run === undefined || run === '') {
    reportFailure(
      `${site} run`,
      'is empty, or neither a text nor a number; the stage gets a span without links',
      undefined,
      'SPANLINK_NO_RUN',
    );
    return undefined;
  }
  if (isApart) rememberStage(workflow.name, stage);
  const { root: isRoot = false } = options;
  const key = { workflow: workflow.name, run, stage, item: readKey(call, 'item', options.item) ?? '' };
  const origin = readOrigin(call, options) ?? (isRoot ? firstOrigin(call, spanContextIn(activeContext())) : undefined);
  return {
    key,
    stages: order.stages,
    isRoot,
    origin,
    continues: readKey(call, 'continues', options.continues),
    known: origin === undefined ? [] : [origin],
    selectLinks: (opened, attempt) => {
      const links = selectLinks(opened, order, attempt);
      if (isApart) checkNamedStages(key, order.stages, opened);
      if (isDebugging()) tellLinks(site, stage, links);
      return links;
    },
    describe: (number) => describeAttempt(key, number),
  };
}

function tellLinks(site: string, stage: string, links: readonly RecordedLink[]): void {
  const relations = links.map(({ relation }) => relation).join(', ');
  const found = links.length === 0 ? 'knows no attempt before this one' : `gave links: ${relations}`;
  decide({ about: 'note', site, text: `stage '${stage}': the ledger ${found}` });
}

function describeAttempt({ workflow, run, stage, item }: StageKey, number: number | undefined): Attributes {
  const attributes: Attributes = {
    'spanlink.workflow.name': workflow,
    'spanlink.workflow.run_id': run,
    'spanlink.stage.name': stage,
  };
  if (item !== '') attributes['spanlink.stage.item'] = item;
  if (number !== undefined) attributes['spanlink.stage.attempt'] = number;
  return attributes;
}

/** Returns the first span that the option `origin` names, as a link. */
export function readOrigin(call: Call, { origin }: StageOptions): RecordedLink | undefined {
  return origin === undefined ? undefined : firstOrigin(call, evaluateOption(call, 'origin', origin));
}

function firstOrigin({ plan, args }: Call, source: unknown): RecordedLink | undefined {
  const found = new LinkSet();
  collectLinks(found, source, undefined, plan.cache.site, args, 'origin');
  const first = found.links[0]?.context;
  if (first === undefined) return undefined;
  return toRecordedLink(first, 'origin');
}

function readKey(call: Call, option: string, value: unknown): string | undefined {
  const result = evaluateOption(call, option, value);
  const text = keyText(result);
  if (text !== undefined || result === undefined || result === null) return text;
  reportFailure(
    `${call.plan.cache.site} ${option}`,
    `is ${Number.isNaN(result) ? 'NaN' : `of type ${typeof result}`}, not a text or a number; it was left out`,
  );
  return undefined;
}

/** Converts a value that identifies a run or an item to text. @returns `undefined` for any but a text or a number. */
function keyText(value: unknown): string | undefined {
  const isKey =
    typeof value === 'string' || typeof value === 'bigint' || (typeof value === 'number' && !Number.isNaN(value));
  return isKey ? String(value) : undefined;
}
