/** How long a ledger keeps attempts, and when it looks for expired ones. */
import { warnOnce } from '../../../lib/global/report.js';
import type { LedgerOptions } from '../../../lib/ledger/ledger.js';
import { spanlinkError } from '../../../lib/global/errors.js';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** Says at most once a minute from when on attempts are kept. */
export class Retention {
  /** Milliseconds. */
  readonly span: number;
  #prunedAt = 0;
  #hasFailed = false;

  constructor({ retentionDays = 30 }: LedgerOptions) {
    if (typeof retentionDays !== 'number' || !(retentionDays > 0)) {
      throw spanlinkError(
        'ERR_SPANLINK_LEDGER',
        `A ledger's retentionDays is a number of days above 0; it got ${String(retentionDays)}.`,
      );
    }
    this.span = retentionDays * DAY;
  }

  /** The time before which attempts are to be forgotten now; `undefined` where that was done within the last minute. */
  due(now: number): number | undefined {
    if (now - this.#prunedAt < MINUTE) return undefined;
    this.#prunedAt = now;
    return now - this.span;
  }

  /**
   * Prunes what is due, beside what is asked for, as it is nothing to wait for. A first failure may be no more than the
   * end of a process.
   */
  pruneBeside(prune: (before: number) => Promise<number>): void {
    const before = this.due(Date.now());
    if (before === undefined) return;
    prune(before).then(
      () => (this.#hasFailed = false),
      (error: unknown) => {
        if (this.#hasFailed)
          warnOnce('ledger retention', 'failed again, and is tried once a minute; expired attempts stay', error);
        this.#hasFailed = true;
      },
    );
  }
}
