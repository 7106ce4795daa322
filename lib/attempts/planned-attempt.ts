/** An attempt before it begins, as whoever makes attempts plans it. */
import type { Attributes, SpanContext } from '@opentelemetry/api';
import type { Opened, RecordedLink, StageKey } from '../ledger/ledger.js';
import type { RunningAttempt } from './running-attempts.js';

/** The work that an attempt is at, and what becomes of the ledger's answer. */
export interface PlannedAttempt {
  readonly key: StageKey;
  /** The stages whose attempts the ledger is asked for. */
  readonly stages: readonly string[];
  /** `true` if the attempt starts a new trace. */
  readonly isRoot: boolean;
  /** The cause of the run, if the call names it. */
  readonly origin?: RecordedLink | undefined;
  /** The run that this one continues. */
  readonly continues?: string | undefined;
  /** The links that need no ledger, as long as that has not answered. */
  readonly known: readonly RecordedLink[];
  /** Selects the links of the attempt, those that need no ledger among them. */
  selectLinks(opened: Opened, attempt: NewAttempt): readonly RecordedLink[];
  /** Describes the attempt. @param number Its number; `undefined` as long as the ledger has not answered. */
  describe(number: number | undefined): Attributes;
}

/** The facts about the new attempt that its links depend on. */
export interface NewAttempt {
  readonly item: string;
  /** The id of this process. */
  readonly process: string;
  /** The parent of the attempt's span; `undefined` if that begins a trace. */
  readonly parent: SpanContext | undefined;
  /** The attempts that run around the call, the outermost first: they call this one, and are not before it. */
  readonly callers: readonly RunningAttempt[];
  /** `false` if there may be more of them, as no context manager tells of them; then any that runs here may be one. */
  readonly areCallersKnown: boolean;
  /** `true` if the attempt begins a trace although it has a caller, which becomes a link. */
  readonly isRoot: boolean;
}
