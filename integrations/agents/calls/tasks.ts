/** Tasks: invocations of an agent that do what somebody has delegated. */
import type { Tracer } from '@opentelemetry/api';
import type { PlannedAttempt } from '../../../lib/attempts/planned-attempt.js';
import { addRetried } from '../../../lib/attempts/recorded-links.js';
import type { RecordedLink } from '../../../lib/ledger/ledger.js';
import { type Call, type Next, siteOf } from '../../../lib/spans/span-plan.js';
import { asRecorded, linksOf } from './causes.js';
import { attemptAt, type Invocation, invoke, placeInvocation } from './invocation.js';
import type { TaskOptions } from './options.js';

/** The name by which a ledger knows tasks; it does not change. */
const TASK = 'gen_ai.task';

/** Starts a task: a trace of its own where the options name who delegated it or handed it over. */
export function startTask(tracer: Tracer, call: Call, next: Next, options: TaskOptions<never[]>): unknown {
  const invocation = placeInvocation(call, options);
  const { id } = invocation;
  const isRoot = options.delegatedBy !== undefined || options.handedOverBy !== undefined;
  const links = [
    ...linksOf(call, 'delegatedBy', options.delegatedBy, 'delegated'),
    ...linksOf(call, 'handedOverBy', options.handedOverBy, 'handoff'),
  ];
  const attempt = id === undefined ? undefined : planTask(invocation, id, asRecorded(links), isRoot);
  return invoke(tracer, next, invocation, { links, isRoot, isTurn: false, attempt });
}

/** Attempts are counted for each task of each agent, in its conversation. */
function planTask(
  { call, conversation, agent }: Invocation,
  id: string,
  known: readonly RecordedLink[],
  isRoot: boolean,
): PlannedAttempt {
  const item = conversation === undefined ? '' : id;
  return {
    key: { workflow: TASK, run: conversation ?? id, stage: agent?.name ?? siteOf(call), item },
    isRoot,
    known,
    selectLinks({ earlier }, { process }) {
      const links = [...known];
      addRetried(links, earlier, process);
      return links;
    },
    ...attemptAt('task', id),
  };
}
