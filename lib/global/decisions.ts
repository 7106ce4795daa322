/** Decisions about links, on their way to whoever tells of them: `lib/debug`, which is loaded when somebody asks. */
import type { Link } from '@opentelemetry/api';
import { registered } from './registry.js';

/** A source, and the call that it belongs to. */
export interface LookedAt {
  /** Names the method. */
  readonly site: string;
  /** The argument's place, the selector or the name of an option; `undefined` for a source that was passed by hand. */
  readonly place: unknown;
  readonly source: unknown;
  /** The arguments of the call. */
  readonly args: readonly unknown[] | undefined;
  /** The function that was called. */
  readonly callee: unknown;
}

/** A source that was looked at, and what came of it. */
export interface SourceDecision extends LookedAt {
  readonly about: 'source';
  /** The contexts that were found, duplicates included. */
  readonly contexts: number;
  /** The links that were made of them. */
  readonly links: readonly Link[];
}

/** A span that was started, or was not. */
export interface SpanDecision {
  readonly about: 'span';
  readonly site: string;
  /** The links of the span; `undefined` where it has no source of links. */
  readonly links: number | undefined;
  /** The span; `undefined` where there is none. */
  readonly span: { spanContext?(): { traceId: string; spanId: string } } | undefined;
  /** False where the sampler left the span out. */
  readonly isRecorded?: boolean | undefined;
  /** The reason why there is no span. */
  readonly reason?: 'suppressed' | 'failed' | 'no SDK' | undefined;
}

/** A sentence about a call, such as one of a stage. */
export interface NoteDecision {
  readonly about: 'note';
  readonly site: string;
  readonly text: string;
}

export type Decision = SourceDecision | SpanDecision | NoteDecision;

interface Decisions {
  tell: ((decision: Decision) => void) | undefined;
  /** Those that came before anybody could tell of them. */
  readonly waiting: Decision[];
  /** The function whose span is being started. */
  callee: unknown;
}

const WAITING_LIMIT = 1_000;

/** Returns the decisions of all copies of the package. */
export const decisions = /* @__PURE__ */ registered('decisions', (): Decisions => ({
  tell: undefined,
  waiting: [],
  callee: undefined,
}));

/** Tells of a decision, now or once that is loaded. To be called while `isDebugging()` alone. */
export function decide(decision: Decision): void {
  const { tell, waiting } = decisions();
  if (tell !== undefined) tell(decision);
  else if (waiting.length < WAITING_LIMIT) waiting.push(decision);
}
