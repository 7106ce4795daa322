/** Tells of decisions on standard error. Loaded when somebody asks for it. */
import { type Decision, decisions, type SpanDecision } from '../global/decisions.js';
import { writeLine } from '../global/write-line.js';
import { printable } from '../render/printable.js';
import { shortIds } from './explain.js';
import { tellSource } from './tell-source.js';

/** The lines that are told of one site, and the sites that are told of. */
const LINES = 100;
const SITES = 1_000;
const LINE_LENGTH = 2_000;

const told = new Map<string, number>();

/** Tells of the decisions that wait, and of all that come. */
export function tellDecisions(): void {
  const all = decisions();
  if (all.tell !== undefined) return;
  all.tell = tell;
  for (const decision of all.waiting.splice(0)) tell(decision);
}

/** Tells of one decision, as long as its site may. Never throws. */
function tell(decision: Decision): void {
  try {
    const site = siteOf(decision);
    const before = told.get(site) ?? 0;
    if (before >= LINES || (before === 0 && told.size >= SITES)) return;
    told.set(site, before + 1);
    write(before + 1 < LINES ? textOf(decision) : `${site}: no more is told of it, as these were ${LINES} lines`);
  } catch {
    // whatever a decision holds, nobody else hears of it
  }
}

/** Returns the site whose lines are counted; a note may be about a part of it, such as `Orders.ship selector`. */
function siteOf({ about, site }: Decision): string {
  return (about === 'note' ? [...told.keys()].find((known) => site.includes(known)) : undefined) ?? site;
}

function textOf(decision: Decision): string {
  if (decision.about === 'source') return tellSource(decision);
  return `${decision.site}: ${decision.about === 'note' ? decision.text : tellSpan(decision)}`;
}

function tellSpan({ span, links, reason, isRecorded }: SpanDecision): string {
  if (reason === 'no SDK')
    return 'runs without a span, as no OpenTelemetry SDK is registered; start one before the application';
  if (reason === 'suppressed') return 'runs without a span, as tracing is suppressed here';
  if (span === undefined) return 'runs without a span, as that could not be started';
  const context = span.spanContext?.();
  const ids = context === undefined ? '' : ` ${shortIds(context)}`;
  const recorded = isRecorded === false ? ', not recorded: the sampler left it out' : '';
  const made = links === undefined ? 'no source of links is declared' : links === 1 ? '1 link' : `${links} links`;
  return `started span${ids} with ${made}${recorded}`.replace('with no source', 'without links, as no source');
}

/** Writes a line of bounded length to standard error. */
function write(line: string): void {
  const text = printable(line);
  writeLine(process.stderr, `spanlink: ${text.length > LINE_LENGTH ? `${text.slice(0, LINE_LENGTH)}…` : text}`);
}
