/** Turns: invocations of an agent that answer in a conversation, which is a run in the ledger. */
import type { Link, Tracer } from '@opentelemetry/api';
import type { PlannedAttempt } from '../../../lib/attempts/planned-attempt.js';
import { reportFailure } from '../../../lib/global/report.js';
import type { RecordedLink } from '../../../lib/ledger/ledger.js';
import { relationAttributes } from '../../../lib/links/link-attributes.js';
import { spanContextIn } from '../../../lib/links/span-context.js';
import { activeContext } from '../../../lib/spans/active-context.js';
import { type Call, type Next, siteOf } from '../../../lib/spans/span-plan.js';
import { asRecorded, linksOf } from './causes.js';
import { attemptAt, invoke, placeInvocation } from './invocation.js';
import type { TurnOptions } from './options.js';
import { selectTurnLinks } from './turn-links.js';

/** The name by which a ledger knows conversations; it does not change. */
const CONVERSATION = 'gen_ai.conversation';

/** Starts a turn: a trace of its own, unless another turn of the conversation runs around the call. */
export function startTurn(tracer: Tracer, call: Call, next: Next, options: TurnOptions<never[]>): unknown {
  const invocation = placeInvocation(call, options);
  const { conversation, around, agent, id } = invocation;
  const handedOver = linksOf(call, 'handedOverBy', options.handedOverBy, 'handoff');
  if (around?.isTurn === true && around.conversation === conversation && options.handedOverBy === undefined) {
    const isOther = around.agent?.name !== agent?.name;
    return invoke(tracer, next, invocation, { links: isOther ? handOff() : [], isRoot: false, isTurn: true });
  }
  if (conversation === undefined)
    reportFailure(
      `${siteOf(call)} conversation`,
      'is missing: the turn has no link to the one before it; give @Turn or @Agent a conversation',
      undefined,
      'SPANLINK_NO_RUN',
    );
  const attempt = conversation === undefined ? undefined : planTurn(conversation, id, asRecorded(handedOver));
  return invoke(tracer, next, invocation, { links: handedOver, isRoot: true, isTurn: true, attempt });
}

function planTurn(conversation: string, id: string | undefined, known: readonly RecordedLink[]): PlannedAttempt {
  const turn = { hasId: id !== undefined, handedOver: known };
  return {
    key: { workflow: CONVERSATION, run: conversation, stage: 'turn', item: id ?? '' },
    isRoot: true,
    known,
    selectLinks: (opened, { process }) => selectTurnLinks(opened, turn, process),
    ...attemptAt('turn', id),
  };
}

/** Returns the link to the span that hands over by calling: it is the parent as well. */
function handOff(): readonly Link[] {
  const caller = spanContextIn(activeContext());
  return caller === undefined ? [] : [{ context: caller, attributes: relationAttributes('handoff') ?? {} }];
}
