/** Selects the links of a turn among the attempts that the ledger returned: a conversation is a run. */
import { addLink, addRetried } from '../../../lib/attempts/recorded-links.js';
import type { Attempt, Opened, RecordedLink } from '../../../lib/ledger/ledger.js';

/** What is known of a turn without the ledger. */
export interface NewTurn {
  /** `true` if it has an id, by which earlier attempts are attempts at the same turn. */
  readonly hasId: boolean;
  /** The links to who handed over to it. */
  readonly handedOver: readonly RecordedLink[];
}

/**
 * Selects the links of a turn: who handed over to it, the earlier attempts at it, and the turn before (`turn`), in the
 * order in which the ledger numbered them.
 *
 * A turn of another process that has not ended may have died with that, and its span has never been exported then: the
 * one before it is linked as well, so that the conversation hangs together.
 *
 * @param process The id of this process.
 */
export function selectTurnLinks(
  { earlier, last }: Opened,
  { hasId, handedOver }: NewTurn,
  process: string,
): readonly RecordedLink[] {
  const links = [...handedOver];
  if (hasId) addRetried(links, earlier, process);
  if (last === undefined) return links;
  const before = last.links.filter(({ relation }) => relation === 'turn');
  // the same turn, in an attempt before or with another agent, comes after what came before it
  if (links.some((link) => isTo(link, last))) return [...links, ...before];
  addLink(links, last, 'turn');
  const known = before.at(-1);
  if (last.status === 'running' && last.process !== process && known !== undefined) links.push(known);
  return links;
}

/** The id of a trace and of a span are there in a `traceparent`, before its flags. */
function isTo({ traceparent }: RecordedLink, attempt: Attempt): boolean {
  return spanIn(traceparent) === spanIn(attempt.traceparent ?? '');
}

function spanIn(traceparent: string): string {
  return traceparent.slice(3, 52);
}
