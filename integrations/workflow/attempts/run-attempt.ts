/**
 * The course of one attempt: the ledger is asked, the span starts with its links, the body runs, the ledger is told.
 */
import { type Attributes, context, isSpanContextValid, type Link, trace, type Tracer } from '@opentelemetry/api';
import { callInSpan } from '../../../lib/calls/call-in-span.js';
import { suppressed } from '../../../lib/spans/frame.js';
import { SpanGuard } from '../../../lib/spans/guard.js';
import { joinAttributes } from '../../../lib/links/link-attributes.js';
import { evaluateOption, type Callable, type SpanPlan } from '../../../lib/spans/span-plan.js';
import { callSafely, warnOnce } from '../../../lib/global/report.js';
import { isSameSpan } from '../../../lib/links/span-context.js';
import { formatTraceparent } from '../../../lib/links/traceparent.js';
import { selectLinks, toLinks, type StageOrder } from './attempt-links.js';
import { isPromise, LATE, LedgerWriter } from './ledger-writer.js';
import type {
  AttemptKey,
  Ledger,
  Opened,
  Opening,
  Outcome,
  RecordedLink,
  StageKey,
} from '../../../lib/ledger/ledger.js';
import { ledgerState } from '../../../lib/ledger/state.js';
import { then } from './maybe-promise.js';

/** What an attempt is at, and what it is to be linked to. */
export interface AttemptPlan {
  readonly key: StageKey;
  readonly order: StageOrder;
  readonly isRoot: boolean;
  readonly origin: RecordedLink | undefined;
  readonly continues: string | undefined;
}

/** Characters of an error's message that are kept. */
const ERROR_LIMIT = 1_000;

/** Runs the body as an attempt, in a span of the plan. Gives a promise of what the body gives, or throws. */
export function runAttempt(
  tracer: Tracer,
  plan: SpanPlan,
  attempt: AttemptPlan,
  ledger: Ledger,
  body: Callable,
  self: unknown,
  args: readonly unknown[],
): Promise<unknown> {
  const course = new AttemptCourse(attempt, ledger);
  const enter = (): Promise<unknown> =>
    course.end(tryCall(() => callInSpan(tracer, course.describe(plan, self, args), run, self, args)));
  const run = function (this: unknown, ...given: never[]): unknown {
    return then(course.start(SpanGuard.current()), () => body.apply(this, given));
  };
  return then(course.open(), enter) as Promise<unknown>;
}

function tryCall(call: () => unknown): Promise<unknown> {
  try {
    return Promise.resolve(call());
  } catch (error) {
    return Promise.reject(error as Error);
  }
}

/** What is known of one attempt on its way. */
class AttemptCourse {
  readonly #attempt: AttemptPlan;
  readonly #ledger: Ledger;
  readonly #state = ledgerState();
  readonly #entry = new LedgerWriter(this.#state.timeout);
  #number: number | undefined;
  #recorded: readonly RecordedLink[] = [];
  #causes: readonly Link[] = [];
  #guard: SpanGuard | undefined;
  #attemptKey: AttemptKey | undefined;

  constructor(attempt: AttemptPlan, ledger: Ledger) {
    this.#attempt = attempt;
    this.#ledger = ledger;
    // what started the run is known without the ledger, if this call says so
    if (attempt.origin !== undefined) this.#causes = toLinks([attempt.origin]);
  }

  /** Asks the ledger what came before. */
  open(): unknown {
    const { key, order, origin, continues } = this.#attempt;
    const { workflow, run, stage, item } = key;
    const opening: Opening = {
      workflow,
      run,
      stage,
      item,
      process: this.#state.process,
      startedAt: Date.now(),
      stages: order.stages,
      origin,
      continues,
    };
    return this.#entry.step(() => {
      const opened = this.#quietly(() => this.#ledger.open(opening));
      return isPromise(opened) ? opened.then((given) => this.#learn(given)) : this.#learn(opened);
    });
  }

  /** The plan of the span, with all that is known. */
  describe(plan: SpanPlan, self: unknown, args: readonly unknown[]): SpanPlan {
    const { site, method, isMember, isGenerator, selections, owner, path } = plan;
    const given =
      plan.options.attributes === undefined
        ? undefined
        : evaluateOption({ plan, self, args, open: undefined }, 'attributes', plan.options.attributes);
    const own = this.#attributes();
    const attributes =
      given === undefined ? own : callSafely(site, 'attributes', () => joinAttributes(given, own), undefined, []);
    const options = { ...plan.options, attributes: (attributes ?? own) as Attributes };
    const causes = this.#causes;
    if (this.#attempt.isRoot) {
      const ambient = trace.getSpanContext(context.active());
      Object.assign(options, {
        root: true,
        linkCaller: ambient !== undefined && !causes.some((link) => isSameSpan(link.context, ambient)),
      });
    }
    return { site, method, isMember, isGenerator, options, selections, causes, owner, path: path as string };
  }

  /** Tells the ledger of the span; the body is to wait for that. */
  start(guard: SpanGuard): unknown {
    this.#guard = guard;
    const own = guard.spanContext();
    if (!isSpanContextValid(own)) return undefined;
    const started = { traceparent: formatTraceparent(own), tracestate: own.traceState?.serialize() };
    const written = this.#entry.step(() =>
      this.#quietly(() => this.#ledger.start(this.#key(), { ...started, links: this.#recorded })),
    );
    const note = (done: unknown): void =>
      void (done === LATE && guard.setAttribute('spanlink.ledger.unavailable', true));
    return isPromise(written) ? written.then(note) : note(written);
  }

  /** Tells the ledger how the body ended, and then everybody else. */
  end(body: Promise<unknown>): Promise<unknown> {
    return body.then(
      (value) => then(this.#finish({ status: 'completed', endedAt: Date.now() }), () => value),
      (error: unknown) =>
        then(this.#finish({ status: 'failed', endedAt: Date.now(), error: messageOf(error) }), () => {
          throw error;
        }),
    );
  }

  #finish(outcome: Outcome): unknown {
    return this.#entry.step(() => this.#quietly(() => this.#ledger.finish(this.#key(), outcome)));
  }

  /** Asks the ledger without spans: an instrumented client would make each of its queries a trace. */
  #quietly<T>(ask: () => T): T {
    return this.#ledger.isInMemory === true ? ask() : context.with(suppressed(context.active()), ask);
  }

  /** Takes what the ledger knows: for the start of the span, or for a span that runs already. */
  #learn(opened: Opened): void {
    try {
      if (!Number.isSafeInteger(opened.attempt) || opened.attempt < 1)
        throw new TypeError(`the attempt's number is ${String(opened.attempt)}`);
      const { order, key, isRoot } = this.#attempt;
      const parent = isRoot ? undefined : trace.getSpanContext(context.active());
      this.#recorded = selectLinks(opened, order, { item: key.item, process: this.#state.process, parent });
      this.#causes = toLinks(this.#recorded);
    } catch (error) {
      this.#entry.lose();
      warnOnce('ledger answers', 'cannot be read; stages run without the ledger', error);
      return;
    }
    this.#number = opened.attempt;
    if (this.#guard?.state === 'started') this.#guard.link(this.#causes as Link[]).setAttributes(this.#attributes());
  }

  #attributes(): Attributes {
    const { workflow, run, stage, item } = this.#attempt.key;
    const attributes: Attributes = {
      'spanlink.workflow.name': workflow,
      'spanlink.workflow.run_id': run,
      'spanlink.stage.name': stage,
    };
    if (item !== '') attributes['spanlink.stage.item'] = item;
    if (this.#number !== undefined) attributes['spanlink.stage.attempt'] = this.#number;
    return attributes;
  }

  #key(): AttemptKey {
    const { workflow, run, stage, item } = this.#attempt.key;
    return (this.#attemptKey ??= { workflow, run, stage, item, attempt: this.#number as number });
  }
}

function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error).slice(0, ERROR_LIMIT);
  } catch {
    return 'an error that has no text';
  }
}
