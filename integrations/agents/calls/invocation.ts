/** An invocation of an agent: its place, its span, and its attempt where a ledger is told of it. */
import { types } from 'node:util';
import type { Link, Tracer } from '@opentelemetry/api';
import type { PlannedAttempt } from '../../../lib/attempts/planned-attempt.js';
import { warnOnce } from '../../../lib/global/report.js';
import { ledgerState } from '../../../lib/ledger/state.js';
import { activeContext, runIn } from '../../../lib/spans/active-context.js';
import type { Call, CallOutcome, Next } from '../../../lib/spans/span-plan.js';
import type { StartedSpan } from '../../../lib/spans/started-span.js';
import { type AgentAround, agentAround, insideAgent } from '../spans/agent-around.js';
import { describeInvocation, operationName, type Place, withoutGaps } from '../spans/attributes.js';
import { readId } from '../spans/identifier.js';
import { agentOf } from './agent-of.js';
import { type PreparedCall, prepare } from './operation.js';
import type { AgentOptions, InvocationOptions } from './options.js';
import { runAsAttempt } from './run-as-attempt.js';

/** An invocation, with its place among agents. */
export interface Invocation {
  readonly call: Call;
  readonly options: InvocationOptions<never[]>;
  readonly agent: AgentOptions | undefined;
  readonly conversation: string | undefined;
  readonly around: AgentAround | undefined;
  readonly id: string | undefined;
}

/** Finds the place of a call: its agent and conversation, and the agent that works around it. */
export function placeInvocation(call: Call, options: InvocationOptions<never[]>): Invocation {
  const agent = agentOf(call, options);
  const around = agentAround(activeContext());
  const conversation =
    readId(call, 'conversation', options.conversation ?? agent?.conversation) ?? around?.conversation;
  return { call, options, agent, conversation, around, id: readId(call, 'id', options.id) };
}

/** Returns what the attempts at turns and tasks have in common. */
export function attemptAt(kind: 'turn' | 'task', id: string | undefined): Pick<PlannedAttempt, 'stages' | 'describe'> {
  return {
    stages: [],
    describe: (number) =>
      id === undefined ? {} : withoutGaps({ [`spanlink.${kind}.id`]: id, [`spanlink.${kind}.attempt`]: number }),
  };
}

/** The links and the attempt of an invocation. */
export interface Beginning {
  readonly links: readonly Link[];
  readonly isRoot: boolean;
  readonly isTurn: boolean;
  /** `undefined` for an invocation that no ledger is told of. */
  readonly attempt?: PlannedAttempt | undefined;
}

/** Calls inside the span of an invocation. */
export function invoke(tracer: Tracer, next: Next, invocation: Invocation, beginning: Beginning): unknown {
  const { call, options, agent, conversation } = invocation;
  const { links, isRoot, isTurn, attempt } = beginning;
  const place: Place = { agent, conversation };
  const around: AgentAround = { agent, conversation, isTurn, isRunning: true };
  const prepared = ending(
    prepare(
      {
        call,
        name: operationName('invoke_agent', agent?.name),
        attributes: { ...describeInvocation(place), ...attempt?.describe(undefined) },
        options,
        limits: agent?.content,
        kind: 'invocation',
      },
      links,
      isRoot,
    ),
    around,
  );
  const { ledger } = ledgerState();
  if (attempt !== undefined && ledger === undefined)
    warnOnce(
      'useLedger',
      'was not called: turns and tasks get spans, and no links to those before them',
      undefined,
      'SPANLINK_NO_LEDGER',
    );
  const start = (): unknown =>
    attempt === undefined || ledger === undefined || isSyncGenerator(call)
      ? next(tracer, { ...prepared.call, additions: prepared.additions })
      : runAsAttempt(tracer, prepared, attempt, ledger, next);
  return runIn(insideAgent(activeContext(), around), start, undefined);
}

/** Notes the end of an invocation, so that what it left behind is not inside of it. */
function ending({ call, additions }: PreparedCall, around: AgentAround): PreparedCall {
  const ended = (span: StartedSpan | undefined, outcome: CallOutcome): void => {
    around.isRunning = false;
    additions.ended(span, outcome);
  };
  return { call, additions: { ...additions, ended } };
}

/** A generator that is not async cannot wait for a ledger, and returns nothing that could. */
function isSyncGenerator({ plan, callee }: Call): boolean {
  return plan.isGenerator && !types.isAsyncFunction(callee);
}
