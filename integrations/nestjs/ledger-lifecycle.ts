/** `LedgerLifecycle`: opens an application's ledger at its start, and closes it at its shutdown. */
import { TIMED_OUT, withTimeout } from '../../lib/global/with-timeout.js';
import type { Ledger } from '../../lib/ledger/ledger.js';
import { ledgerState } from '../../lib/ledger/state.js';
import { useLedger, type UseLedgerOptions } from '../../lib/ledger/use-ledger.js';
import type { OpenedLedger } from './ledger-options.js';
import { warn } from './logger.js';

/** The bounds of waiting for the ledger. */
export interface LifecycleOptions extends UseLedgerOptions {
  readonly startTimeout?: number;
}

/** Milliseconds that a start waits for the ledger by default. */
const START_TIMEOUT = 10_000;
/** Milliseconds that a shutdown waits for the ledger to be closed. */
const CLOSE_TIMEOUT = 10_000;

/** The ledger of an application, from its start to its end. */
export class LedgerLifecycle {
  #opened: OpenedLedger | undefined;
  #isShut = false;

  /** The ledger in use; `undefined` if there is none. */
  get ledger(): Ledger | undefined {
    return this.#opened?.ledger;
  }

  /**
   * Waits for the ledger, for a bounded time, and uses it. A ledger that comes later is used from then on. Never
   * rejects.
   *
   * @param factory Returns the ledger, alone or as an `OpenedLedger`.
   */
  async open(
    factory: () => unknown,
    { startTimeout = START_TIMEOUT, timeout, ...others }: LifecycleOptions,
  ): Promise<void> {
    const given = Promise.resolve().then(() => {
      if (!(startTimeout > 0))
        throw new TypeError(`startTimeout is a number of milliseconds above 0, not ${String(startTimeout)}`);
      return factory();
    });
    const [name] = Object.keys(others);
    if (name !== undefined) warn(`LedgerModule has no option \`${name}\`, which was left out.`);
    const used = given.then((found) => this.#use(found, timeout === undefined ? {} : { timeout }));
    const failed = used.then(
      () => undefined,
      (error: unknown) => void warn(FAILED, error),
    );
    const milliseconds = startTimeout > 0 ? startTimeout : START_TIMEOUT;
    if ((await withTimeout(failed, { milliseconds, keepsAlive: true })) !== TIMED_OUT) return;
    warn(
      `The ledger was not there after ${startTimeout} ms. ` +
        'The application starts, and its stages run without a ledger until it is.',
    );
    used.then(
      () => void (this.#isShut || warn('The ledger is there, and is used from now on.')),
      () => undefined,
    );
  }

  /** Called by Nest when the application shuts down. */
  async onApplicationShutdown(): Promise<void> {
    this.#isShut = true;
    const opened = this.#opened;
    this.#opened = undefined;
    if (opened !== undefined) await this.#close(opened);
  }

  async #use(found: unknown, options: UseLedgerOptions): Promise<void> {
    const opened = isOpened(found) ? found : { ledger: found as Ledger };
    if (this.#isShut) return this.#close(opened);
    // useLedger would take it for "no ledger"
    if (opened.ledger === undefined) throw new TypeError('no ledger was given');
    try {
      useLedger(opened.ledger, options);
    } catch (error) {
      await this.#close(opened);
      throw error;
    }
    this.#opened = opened;
  }

  async #close({ ledger, close }: OpenedLedger): Promise<void> {
    if (ledgerState().ledger === ledger) useLedger(undefined);
    if (close === undefined) return;
    const closed = Promise.resolve()
      .then(close)
      .then(
        () => undefined,
        (error: unknown) => void warn('The ledger could not be closed.', error),
      );
    if ((await withTimeout(closed, { milliseconds: CLOSE_TIMEOUT, keepsAlive: true })) === TIMED_OUT)
      warn(`The ledger was not closed after ${CLOSE_TIMEOUT} ms, and the shutdown goes on.`);
  }
}

const FAILED =
  'The ledger of LedgerModule could not be used. ' +
  'The application starts, and its stages run without a ledger until it is started again. ' +
  'Give LedgerModule a ledger that connects on first use, such as new PostgresLedger(pool), ' +
  'to have it used as soon as its database is back.';

function isOpened(found: unknown): found is OpenedLedger {
  return typeof found === 'object' && found !== null && 'ledger' in found;
}
