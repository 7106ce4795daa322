/** The retention of a ledger's attempts, and the pruning of expired ones, at most once a minute. */
import { warnOnce } from '../../../lib/global/report.js';
import type { LedgerOptions } from '../../../lib/ledger/ledger.js';
import { spanlinkError } from '../../../lib/global/errors.js';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** Decides when a ledger prunes, and from which time on it keeps attempts. */
export class Retention {
  /** Milliseconds that attempts are kept. */
  readonly span: number;
  #prunedAt = 0;
  #hasFailed = false;

  /** @throws {TypeError} `ERR_SPANLINK_LEDGER` for a retention that is not a number of days above 0. */
  constructor({ retentionDays = 30 }: LedgerOptions) {
    if (typeof retentionDays !== 'number' || !(retentionDays > 0)) {
      throw spanlinkError(
        'ERR_SPANLINK_LEDGER',
        `A ledger's retentionDays is a number of days above 0; it got ${String(retentionDays)}.`,
      );
    }
    this.span = retentionDays * DAY;
  }

  /** Returns the time before which attempts have expired; `undefined` within a minute of the last answer. */
  due(now: number): number | undefined {
    // a clock that was set back is no reason to wait until it has caught up
    if (Math.abs(now - this.#prunedAt) < MINUTE) return undefined;
    this.#prunedAt = now;
    return now - this.span;
  }

  /**
   * Prunes expired attempts in the background, if it is time. Only a second failure in a row is reported: the first may
   * be no more than the end of the process.
   */
  pruneBeside(prune: (before: number) => Promise<number>): void {
    const before = this.due(Date.now());
    if (before === undefined) return;
    prune(before).then(
      () => (this.#hasFailed = false),
      (error: unknown) => {
        if (this.#hasFailed)
          warnOnce(
            'ledger retention',
            'failed again, and is retried once a minute; expired attempts stay until it succeeds',
            error,
          );
        this.#hasFailed = true;
      },
    );
  }
}
