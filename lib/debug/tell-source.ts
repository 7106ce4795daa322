/** Puts the decision about one source into a sentence. */
import type { Link } from '@opentelemetry/api';
import type { LookedAt, SourceDecision } from '../global/decisions.js';
import { RELATION } from '../links/link-attributes.js';
import { examine, type Findings, shortIds } from './explain.js';
import { parametersOf } from './parameters.js';
import { type DeeperPlace, selectorFor } from './suggest.js';

/** Spans that one sentence names. */
const NAMED = 3;

/** Returns the whole sentence. */
export function tellSource(decision: SourceDecision): string {
  const { contexts, links } = decision;
  const findings = examine(decision.source);
  const outcome = contexts > 0 ? tellLinks(findings, contexts, links) : tellNothing(decision, findings);
  return `${nameSource(decision)} ${subject(decision)} ${findings.description}; ${outcome}`;
}

/** Returns the sentence of a source that never held a context, without its outcome. */
export function tellNeverHeld(looked: LookedAt): string {
  const findings = examine(looked.source);
  return `${subject(looked)} ${findings.description}; ${tellNothing(looked, findings)}`;
}

/** Names a source: `@LinkFrom(0) of Orders.ship:`. */
export function nameSource({ place, site }: Pick<SourceDecision, 'place' | 'site'>): string {
  if (place === undefined) return `${site}:`;
  if (typeof place === 'number') return `@LinkFrom(${place}) of ${site}:`;
  return typeof place === 'function' ? `@LinkFrom(selector) of ${site}:` : `option ${String(place)} of ${site}:`;
}

function subject({ place }: Pick<SourceDecision, 'place'>): string {
  if (typeof place === 'number') return 'the argument is';
  return typeof place === 'function' ? 'the selector gave' : 'the source is';
}

function tellLinks({ found }: Findings, contexts: number, links: readonly Link[]): string {
  const named = links.slice(0, NAMED).map(({ context, attributes }) => {
    const at = found.find((each) => each.context.spanId === context.spanId)?.place;
    const relation = attributes?.[RELATION];
    const as = typeof relation === 'string' ? ` as ${relation}` : '';
    return `span ${shortIds(context)}${at ? ` in ${at.replace(/^\./, '')}` : ''}${as}`;
  });
  const more = links.length > NAMED ? ` and ${links.length - NAMED} more` : '';
  const left = contexts - links.length;
  const omitted = left <= 0 ? '' : `${left} of ${contexts} left out, as a duplicate or the parent of the span`;
  if (links.length === 0)
    return `found ${contexts === 1 ? 'a context' : `${contexts} contexts`}, and no link: ${omitted}`;
  return `linked to ${named.join(', ')}${more}${omitted === '' ? '' : `; ${omitted}`}`;
}

function tellNothing({ place, source, args, callee }: LookedAt, { found, missed, deeper }: Findings): string {
  // a getter of a class may show what the readers did not ask for
  const places = found.length > 0 ? ['no context was read'] : missed;
  const passed = source === undefined && typeof place === 'number' ? passedArguments(args) : [];
  const suggestion = suggest({ place, args, callee }, deeper);
  return [...places, ...passed].join(', ') + suggestion;
}

function passedArguments(args: readonly unknown[] | undefined): string[] {
  if (args === undefined) return [];
  return [`the call has ${args.length === 1 ? '1 argument' : `${args.length} arguments`}`];
}

function suggest({ place, args, callee }: Omit<LookedAt, 'site' | 'source'>, [deeper]: readonly DeeperPlace[]): string {
  const isSelected = typeof place !== 'number' && place !== undefined;
  if (deeper !== undefined && isSelected) return `; its ${deeper.words} holds one`;
  if (deeper !== undefined) return `; did you mean ${selectorOf(deeper, place, callee)}? it holds one`;
  const other = (args ?? []).findIndex((arg, at) => at !== place && examine(arg).found.length > 0);
  return other === -1 || place === undefined ? '' : `; did you mean @LinkFrom(${other})? that argument holds one`;
}

/** Returns the selector to write, with the names of the method's own parameters. */
function selectorOf(deeper: DeeperPlace, place: unknown, callee: unknown): string {
  if (typeof place !== 'number') return selectorFor(deeper, 'source');
  const names = parametersOf(callee)?.names ?? [];
  const before = Array.from({ length: place }, (_, at) => names[at] ?? `_${at}`);
  return selectorFor(deeper, names[place] ?? 'source', before);
}
