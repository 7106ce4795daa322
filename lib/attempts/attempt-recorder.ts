/** Records one attempt in the ledger, and turns the ledger's answer into links and attributes. */
import { type Context, isSpanContextValid, type Link } from '@opentelemetry/api';
import { warnOnce } from '../global/report.js';
import { suppressed } from '../global/suppression.js';
import { TIMED_OUT } from '../global/with-timeout.js';
import type { AttemptKey, Ledger, Opened, Opening, Outcome, RecordedLink } from '../ledger/ledger.js';
import { whenReady } from '../ledger/maybe-promise.js';
import { ledgerState } from '../ledger/state.js';
import { isSameSpan, spanContextIn } from '../links/span-context.js';
import { formatTraceparent } from '../links/traceparent.js';
import { activeContext, hasContextManager, runIn } from '../spans/active-context.js';
import type { SpanGuard } from '../spans/guard.js';
import type { CallAdditions, CallOutcome } from '../spans/span-plan.js';
import { breakerOf } from './ledger-breaker.js';
import type { PlannedAttempt } from './planned-attempt.js';
import { toLinks } from './recorded-links.js';
import { attemptsAround, inside, type RunningAttempt } from './running-attempts.js';
import { isThenable, WriteQueue } from './write-queue.js';

/** Characters of an error's message that are kept. */
const ERROR_LIMIT = 1_000;

/** Records one attempt; its methods are called in the order `open`, `additions`, `start`, `run`, `end`. */
export class AttemptRecorder {
  readonly #attempt: PlannedAttempt;
  readonly #ledger: Ledger;
  readonly #state = ledgerState();
  readonly #writes: WriteQueue;
  /** The context of the call, also for writes that are made later, on behalf of another attempt. */
  readonly #context = activeContext();
  readonly #callers = attemptsAround(this.#context);
  #own: RunningAttempt | undefined;
  #number: number | undefined;
  #recorded: readonly RecordedLink[] = [];
  #links: readonly Link[] = [];
  #guard: SpanGuard | undefined;
  #attemptKey: AttemptKey | undefined;

  constructor(attempt: PlannedAttempt, ledger: Ledger) {
    this.#attempt = attempt;
    this.#ledger = ledger;
    this.#writes = new WriteQueue(breakerOf(ledger), this.#state.timeout);
    this.#links = toLinks(attempt.known);
  }

  /** Asks the ledger for a number and the attempts before this one. @returns a promise if that takes time. */
  open(): unknown {
    const { key, stages, origin, continues } = this.#attempt;
    const { workflow, run, stage, item } = key;
    const opening: Opening = {
      workflow,
      run,
      stage,
      item,
      process: this.#state.process,
      startedAt: Date.now(),
      stages,
      origin,
      continues,
    };
    return this.#writes.add(() => {
      const opened = this.#quietly(() => this.#ledger.open(opening));
      return isThenable(opened) ? opened.then((answer) => this.#learn(answer)) : this.#learn(opened);
    });
  }

  /** Returns the links and attributes known so far, for the start of the span. */
  additions(): CallAdditions {
    const links = this.#links;
    const attributes = this.#attempt.describe(this.#number);
    if (!this.#attempt.isRoot) return { links, attributes, root: undefined };
    const ambient = spanContextIn(this.#context);
    const isLinked = ambient !== undefined && links.some((link) => isSameSpan(link.context, ambient));
    return { links, attributes, root: { linkCaller: ambient !== undefined && !isLinked } };
  }

  /** Records the span. @returns a promise if that takes time, for the body to wait for. */
  start(guard: SpanGuard): unknown {
    this.#guard = guard;
    const own = guard.spanContext();
    if (!isSpanContextValid(own)) return undefined;
    const started = { traceparent: formatTraceparent(own), tracestate: own.traceState?.serialize() };
    this.#own = { ...started, isRunning: true };
    // the number and the links are read at the time of the write, as the ledger may answer `open` late
    const written = this.#writes.add(() =>
      this.#quietly(() => this.#ledger.start(this.#key(), { ...started, links: this.#recorded })),
    );
    const note = (done: unknown): void =>
      void (done === TIMED_OUT && guard.setAttribute('spanlink.ledger.unavailable', true));
    return isThenable(written) ? written.then(note) : note(written);
  }

  /** Calls the body in the context of its span, with this attempt as the caller of the stages that it calls. */
  run(active: Context, body: () => unknown): unknown {
    return runIn(this.#own === undefined ? active : inside(active, [...this.#callers, this.#own]), body, undefined);
  }

  /** Records links and attributes on the span from when the ledger answers, if that is before `start`. */
  tell(guard: SpanGuard): void {
    this.#guard = guard;
  }

  /**
   * Records the end of the body.
   *
   * @param isError Returns false for a thrown value that suspends the stage.
   * @returns A promise of the body's result, once its end is recorded.
   */
  end(body: Promise<unknown>, isError: (thrown: unknown) => boolean): Promise<unknown> {
    return body.then(
      (value) => whenReady(this.finish({ value }, isError), () => value),
      (thrown: unknown) =>
        whenReady(this.finish({ thrown }, isError), () => {
          throw thrown;
        }),
    );
  }

  /** Records the end of the work. @returns a promise if that takes time. */
  finish(work: CallOutcome, isError: (thrown: unknown) => boolean): unknown {
    if (this.#own !== undefined) this.#own.isRunning = false;
    const outcome = outcomeOf(work, isError);
    return this.#writes.add(() => this.#quietly(() => this.#ledger.finish(this.#key(), outcome)));
  }

  /** Calls the ledger with tracing suppressed, as an instrumented client would make each query a trace. */
  #quietly<T>(ask: () => T): T {
    return this.#ledger.isInMemory === true ? ask() : runIn(suppressed(this.#context), ask, undefined);
  }

  /** Keeps the ledger's answer for the start of the span, and adds it to a span that has started already. */
  #learn(opened: Opened): void {
    // one that was opened again, as its answer was taken for lost, has the number that came first
    if (this.#number !== undefined) return;
    try {
      if (!Number.isSafeInteger(opened.attempt) || opened.attempt < 1)
        throw new TypeError(`the attempt's number is ${String(opened.attempt)}`);
      const { key, isRoot } = this.#attempt;
      const parent = isRoot ? undefined : spanContextIn(this.#context);
      this.#recorded = this.#attempt.selectLinks(opened, {
        item: key.item,
        process: this.#state.process,
        parent,
        callers: this.#callers,
        areCallersKnown: hasContextManager(),
        isRoot,
      });
      this.#links = toLinks(this.#recorded);
    } catch (error) {
      this.#writes.lose();
      warnOnce('ledger answers', 'cannot be read; stages run without the ledger', error);
      return;
    }
    this.#number = opened.attempt;
    if (this.#guard?.state === 'started')
      this.#guard.link(this.#links).setAttributes(this.#attempt.describe(this.#number));
  }

  #key(): AttemptKey {
    const { workflow, run, stage, item } = this.#attempt.key;
    return (this.#attemptKey ??= { workflow, run, stage, item, attempt: this.#number as number });
  }
}

function outcomeOf(work: CallOutcome, isError: (thrown: unknown) => boolean): Outcome {
  const endedAt = Date.now();
  if (!('thrown' in work)) return { status: 'completed', endedAt };
  return isError(work.thrown)
    ? { status: 'failed', endedAt, error: messageOf(work.thrown) }
    : { status: 'suspended', endedAt };
}

function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error).slice(0, ERROR_LIMIT);
  } catch {
    return 'an error without a message';
  }
}
