/** A run as its ledger knows it. */
import type { SpanContext } from '@opentelemetry/api';
import { linksFrom } from '../../../lib/sources/links-from.js';
import { formatLink } from '../../../lib/links/traceparent.js';

import type { Attempt, Ledger } from '../../../lib/ledger/ledger.js';
import { ledgerState } from '../../../lib/ledger/state.js';
import type { Relation } from '../../../lib/links/link-options.js';
import { spanlinkError } from '../../../lib/global/errors.js';

/** A run and all attempts at its stages that are kept, in the order in which they began. */
export interface RunHistory {
  readonly workflow: string;
  readonly run: string;
  readonly attempts: readonly PastAttempt[];
}

/** An attempt, with its span and what that is linked to. */
export interface PastAttempt extends Omit<Attempt, 'workflow' | 'run' | 'links' | 'traceparent' | 'tracestate'> {
  /** Missing where the attempt never got so far. */
  readonly spanContext: SpanContext | undefined;
  /** What the span is linked to, with the place in `attempts` where that is one of them. */
  readonly links: readonly {
    readonly context: SpanContext;
    readonly relation: Relation;
    readonly attempt: PastAttempt | undefined;
  }[];
}

/**
 * The attempts of a run, as the ledger in use (or another) knows them; none for a run that it does not know. Rejects
 * where the ledger does, and with a `TypeError` with the code `ERR_SPANLINK_LEDGER` where there is none.
 *
 * @example
 * console.log(renderHistory(await historyOf('loan-application', application.id)));
 */
export async function historyOf(
  workflow: string,
  run: string | number,
  ledger: Ledger | undefined = ledgerState().ledger,
): Promise<RunHistory> {
  if (ledger === undefined) {
    throw spanlinkError(
      'ERR_SPANLINK_LEDGER',
      'historyOf reads a ledger, and there is none; call useLedger(ledger) at the start, or give one.',
    );
  }
  const kept = await ledger.history(workflow, String(run));
  const bySpan = new Map<string, PastAttempt>();
  const attempts = kept.map(({ workflow: _workflow, run: _run, traceparent, tracestate, links, ...attempt }) => {
    const spanContext = contextOf(traceparent, tracestate);
    const past: PastAttempt = {
      ...attempt,
      spanContext,
      links: links.flatMap(({ relation, ...link }) => {
        const context = contextOf(link.traceparent, link.tracestate);
        return context === undefined ? [] : [{ context, relation, attempt: bySpan.get(formatLink(context)) }];
      }),
    };
    if (spanContext !== undefined) bySpan.set(formatLink(spanContext), past);
    return past;
  });
  return { workflow, run: String(run), attempts };
}

function contextOf(traceparent: string | undefined, tracestate: string | undefined): SpanContext | undefined {
  return traceparent === undefined ? undefined : linksFrom({ traceparent, tracestate })[0]?.context;
}
