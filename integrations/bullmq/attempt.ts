/** One attempt at a job: what is known of the one before, and what it leaves for the next. */
import { isSpanContextValid, type Link, type SpanContext } from '@opentelemetry/api';
import { linksFrom } from '../../lib/sources/links-from.js';
import { completeAttempt, findAttempt, jobKey, keepAttempt, type KnownAttempt } from './known-attempts.js';
import { type Causes, describeAttempt } from './metadata.js';

/** The attempt before this one. */
export interface PriorAttempt {
  readonly links: readonly Link[];
  /** The job was worked on before, also where that attempt is not known. */
  readonly isRetry: boolean;
}

const FIRST: PriorAttempt = { links: [], isRetry: false };

/** An attempt: unnamed, until BullMQ tells which job it is at; then, once its span has started, known to the next. */
export class Attempt {
  /** The span that added the job. */
  readonly producer: SpanContext | undefined;
  readonly #inMetadata: readonly Link[];
  #queue: unknown;
  #job: unknown;
  #startTime: number | undefined;
  #last: KnownAttempt | undefined;
  #own: KnownAttempt | undefined;
  #before: PriorAttempt | undefined;

  constructor({ origin, attempt }: Causes) {
    this.producer = origin[0]?.context;
    this.#inMetadata = attempt;
  }

  /** True once BullMQ has told which job it is at. */
  get isNamed(): boolean {
    return this.#startTime !== undefined;
  }

  /** Jobs of a scheduler all carry the metadata of its first one, for ever. */
  get isIteration(): boolean {
    return String(this.#job).startsWith('repeat:');
  }

  /** The time when it was named, in ms since 1970, where that is past; `undefined` for now. */
  get startTime(): number | undefined {
    return this.#startTime !== undefined && Date.now() - this.#startTime > 1 ? this.#startTime : undefined;
  }

  /** True where this process knows of another attempt. */
  get isKnownRetry(): boolean {
    return this.#inMetadata.length > 0 || this.#last !== undefined;
  }

  /** The attempt before: what was read of it, or else what this process knows. */
  get before(): PriorAttempt {
    if (this.#before !== undefined) return this.#before;
    const before = this.#inMetadata.length > 0 ? { links: this.#inMetadata, isRetry: true } : this.#known();
    if (this.isNamed) this.#before = before;
    return before;
  }

  /** Names the job; `undefined` where BullMQ does not. */
  name(queue: unknown, job: unknown): void {
    this.#queue = queue;
    this.#job = job;
    this.#startTime = Date.now();
    this.#last = findAttempt(this.#key, this.producer);
  }

  /** Its span had to start before it was named. @returns The links that the span could not start with. */
  nameStarted(tried: SpanContext | undefined): readonly Link[] {
    if (tried !== undefined) this.start(tried);
    return this.before.links;
  }

  /**
   * Learns what BullMQ keeps of the attempt before, which may have been another process's, later than the last of this
   * one. It keeps nothing of one that stalled.
   *
   * @param links `undefined` where it keeps nothing, so that what this process knows holds.
   */
  learn(links: readonly Link[] | undefined, isRetry: boolean): readonly Link[] {
    const known = this.#inMetadata.length > 0 ? this.#inMetadata : this.#known().links;
    const isKnownToHold = links === undefined || this.#last?.state === 'stalled';
    const all = [...(links ?? []), ...(isKnownToHold ? known : [])];
    this.#before = { links: all, isRetry: isRetry || this.isKnownRetry };
    return all;
  }

  /** Its span has started. */
  start(tried: SpanContext): void {
    if (this.producer === undefined || !isSpanContextValid(tried)) return;
    this.#own = { producer: this.producer, tried, state: 'running' };
    keepAttempt(this.#key, this.#own);
  }

  fail(): void {
    if (this.#own !== undefined) this.#own.state = 'failed';
  }

  /** Its job is completed. @param isKept Keeps it all the same, as somebody may run the job again. */
  complete(isKept: boolean): void {
    if (this.#own !== undefined) completeAttempt(this.#key, this.#own, isKept);
  }

  /** Its span ends, whatever came of it. */
  end(): void {
    if (this.#own?.state === 'running') this.#own.state = 'over';
  }

  /** Returns what BullMQ is to keep of it, where it fails in this queue. */
  describe(queue: unknown, tried: SpanContext | undefined): string {
    return tried === undefined || queue !== this.#queue ? '' : describeAttempt(this.producer, tried);
  }

  get #key(): string {
    return jobKey(this.#queue, this.#job);
  }

  #known(): PriorAttempt {
    const last = this.#last;
    if (last === undefined) return FIRST;
    // one that still runs may have put its job off
    const hasFailed = last.state === 'failed' || last.state === 'stalled';
    return { links: hasFailed ? linkTo(last) : [], isRetry: true };
  }
}

function linkTo({ tried }: KnownAttempt): readonly Link[] {
  return linksFrom(tried, { relation: 'retry_of' });
}
