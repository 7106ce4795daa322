/** ExportTracePartialSuccess: the spans of a request that were rejected or changed, for the client to read. */
import type { UnknownNames } from './unknown-names.js';

/** Reasons to reject a span. */
export type SpanRejection = 'traceId' | 'spanId' | 'time';
/** Changes to a span that was accepted: its parent or links dropped from it, texts cut, or all of it soon deleted. */
export type SpanChange = 'parents' | 'links' | 'texts' | 'expired';

const MESSAGES: Readonly<Record<SpanRejection | SpanChange, string>> = {
  traceId: 'spans rejected: their trace id is not 16 bytes, or all zero',
  spanId: 'spans rejected: their span id is not 8 bytes, or all zero',
  time: 'spans rejected: their start is not between 1970 and 2106',
  parents: 'parents dropped: their span id is not 8 bytes, so that their spans are shown as roots',
  links: 'links dropped: their trace or span id is invalid',
  texts: 'texts cut: a name or the value of an attribute was too long',
  expired: 'spans about to be deleted: they started longer ago than --retention keeps spans',
};

/** Counts what happens to the spans of one request. */
export class PartialSuccess {
  acceptedSpans = 0;
  /** Names of the request that were ignored. */
  readonly unknownNames: UnknownNames;
  readonly #counts = new Map<SpanRejection | SpanChange, number>();

  constructor(unknownNames: UnknownNames) {
    this.unknownNames = unknownNames;
  }

  add(issue: SpanRejection | SpanChange): void {
    this.#counts.set(issue, this.countOf(issue) + 1);
  }

  countOf(issue: SpanRejection | SpanChange): number {
    return this.#counts.get(issue) ?? 0;
  }

  get rejectedSpans(): number {
    return this.countOf('traceId') + this.countOf('spanId') + this.countOf('time');
  }

  /** Empty if everything was accepted unchanged. */
  get errorMessage(): string {
    const names = this.unknownNames.messageIf(this.acceptedSpans + this.rejectedSpans > 0);
    return [...this.#counts]
      .map(([issue, count]) => `${count} ${MESSAGES[issue]}`)
      .concat(names === '' ? [] : [names])
      .join('; ');
  }
}
