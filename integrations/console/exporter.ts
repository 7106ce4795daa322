/** Prints each trace when a local root of it has ended. */
import { dropOldest } from '../../lib/global/drop-oldest.js';
import { checkOptionNames } from '../../lib/global/option-names.js';
import { writeLine } from '../../lib/global/write-line.js';
import { formatLink } from '../../lib/links/traceparent.js';
import { type FinishedSpan, parentIdOf } from '../../lib/render/finished-span.js';
import { renderTraces } from '../../lib/render/render-traces.js';

/**
 * Options of `ConsoleTreeExporter`.
 *
 * @example
 * ```ts
 * const options: ConsoleTreeOptions = { write: (text) => process.stderr.write(text), names: 1_000 };
 * const exporter = new ConsoleTreeExporter(options);
 * ```
 */
export interface ConsoleTreeOptions {
  /** Receives each trace as text; standard output by default. */
  write?: (text: string) => void;
  /** The number of span names to remember, so that later links to these spans can be named; 10,000 by default. */
  names?: number;
  /**
   * The number of spans to hold of traces whose root has not ended; beyond it the oldest trace is printed as it is.
   * 10,000 by default.
   */
  spans?: number;
}

/** The names of those options. */
export const CONSOLE_TREE_OPTION_NAMES = [
  'write',
  'names',
  'spans',
] as const satisfies readonly (keyof ConsoleTreeOptions)[];

/**
 * A span exporter for development: prints every trace as a tree once its root in this process has ended, with the name
 * of the span that each link points to. Spans that end after their root are printed at the next flush, as a tree of
 * their own.
 *
 * @example
 * ```ts
 * new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(new ConsoleTreeExporter())] }).register();
 * ```
 */
export class ConsoleTreeExporter {
  readonly #write: (text: string) => void;
  readonly #nameLimit: number;
  readonly #spanLimit: number;
  readonly #names = new Map<string, string>();
  readonly #traces = new Map<string, FinishedSpan[]>();
  #size = 0;

  constructor(options: ConsoleTreeOptions = {}) {
    const { write = print, names = 10_000, spans = 10_000 } = options;
    checkOptionNames('ConsoleTreeExporter', options, CONSOLE_TREE_OPTION_NAMES);
    this.#write = write;
    this.#nameLimit = names;
    this.#spanLimit = spans;
  }

  /** Receives finished spans from a span processor. */
  export(spans: readonly FinishedSpan[], done: (result: { code: 0 }) => void): void {
    for (const span of spans) this.#add(span);
    for (const span of spans) if (isLocalRoot(span)) this.#print(span.spanContext().traceId);
    while (this.#size > this.#spanLimit) this.#print(this.#traces.keys().next().value as string);
    done({ code: 0 });
  }

  /** Prints the remaining spans, such as those that ended after their root. */
  async forceFlush(): Promise<void> {
    for (const traceId of [...this.#traces.keys()]) this.#print(traceId);
  }

  /** Prints the remaining spans. */
  async shutdown(): Promise<void> {
    await this.forceFlush();
  }

  #add(span: FinishedSpan): void {
    const { traceId } = span.spanContext();
    const trace = this.#traces.get(traceId) ?? [];
    this.#traces.set(traceId, trace);
    trace.push(span);
    this.#size++;
    this.#names.set(formatLink(span.spanContext()), span.name);
    dropOldest(this.#names, this.#nameLimit);
  }

  #print(traceId: string): void {
    const trace = this.#traces.get(traceId);
    if (trace === undefined) return;
    this.#traces.delete(traceId);
    this.#size -= trace.length;
    this.#write(`${renderTraces(trace, (context) => this.#names.get(formatLink(context)))}\n`);
  }
}

function print(text: string): void {
  writeLine(process.stdout, text);
}

function isLocalRoot(span: FinishedSpan): boolean {
  return parentIdOf(span) === undefined || span.parentSpanContext?.isRemote === true;
}
