/** Reads the history of a run out of its ledger. */
import type { SpanContext } from '@opentelemetry/api';
import { spanlinkError } from '../../../lib/global/errors.js';
import type { Attempt, Ledger } from '../../../lib/ledger/ledger.js';
import { ledgerState } from '../../../lib/ledger/state.js';
import type { Relation } from '../../../lib/links/link-options.js';
import { formatLink } from '../../../lib/links/traceparent.js';
import { linksFrom } from '../../../lib/sources/links-from.js';

/**
 * A run, with all attempts at its stages that are kept, in the order in which they began.
 *
 * @example
 * ```ts
 * const history: RunHistory = await historyOf('loan-application', '7', new MemoryLedger());
 * console.log(history.attempts.length);
 * ```
 */
export interface RunHistory {
  readonly workflow: string;
  readonly run: string;
  readonly attempts: readonly PastAttempt[];
}

/**
 * An attempt of a run's history: the ledger's `Attempt`, with its span context, and its links resolved.
 *
 * @example
 * ```ts
 * const isOpen = ({ status, spanContext }: PastAttempt) => status === 'running' && spanContext !== undefined;
 * ```
 */
export interface PastAttempt extends Omit<Attempt, 'workflow' | 'run' | 'links' | 'traceparent' | 'tracestate'> {
  /** The context of its span; `undefined` if that never started. */
  readonly spanContext: SpanContext | undefined;
  /** The links of its span; `attempt` is the linked one, if that is among the run's `attempts`. */
  readonly links: readonly {
    readonly context: SpanContext;
    readonly relation: Relation;
    readonly attempt: PastAttempt | undefined;
  }[];
}

/**
 * Returns the attempts of a run, as its ledger knows them; none for a run that the ledger does not know.
 *
 * @param workflow The name of the workflow.
 * @param run The id of the run.
 * @param ledger The ledger to read; by default the one in use.
 * @throws {TypeError} `ERR_SPANLINK_LEDGER` if there is no ledger; errors of the ledger are passed on as they are.
 *
 * @example
 * ```ts
 * console.log(renderHistory(await historyOf('loan-application', application.id)));
 * ```
 */
export async function historyOf(
  workflow: string,
  run: string | number,
  ledger: Ledger | undefined = ledgerState().ledger,
): Promise<RunHistory> {
  if (ledger === undefined) {
    throw spanlinkError(
      'ERR_SPANLINK_LEDGER',
      'historyOf reads a ledger, and none is in use; call useLedger(ledger) at the start, or pass one.',
    );
  }
  const kept = await ledger.history(workflow, String(run));
  const bySpan = new Map<string, PastAttempt>();
  const attempts = kept.map(({ workflow: _workflow, run: _run, traceparent, tracestate, links, ...attempt }) => {
    const spanContext = parseContext(traceparent, tracestate);
    const past: PastAttempt = {
      ...attempt,
      spanContext,
      links: links.flatMap(({ relation, ...link }) => {
        const context = parseContext(link.traceparent, link.tracestate);
        return context === undefined ? [] : [{ context, relation, attempt: bySpan.get(formatLink(context)) }];
      }),
    };
    if (spanContext !== undefined) bySpan.set(formatLink(spanContext), past);
    return past;
  });
  return { workflow, run: String(run), attempts };
}

function parseContext(traceparent: string | undefined, tracestate: string | undefined): SpanContext | undefined {
  return traceparent === undefined ? undefined : linksFrom({ traceparent, tracestate })[0]?.context;
}
