/** What became of the spans of one request, in numbers and in words for its sender. */

/** Spans that were not taken. */
export type Rejection = 'traceId' | 'spanId' | 'time';
/** What was changed of spans that were. */
export type Change = 'links' | 'texts';

const WORDS: Readonly<Record<Rejection | Change, string>> = {
  traceId: 'spans rejected: their trace id is not 16 bytes, or all zero',
  spanId: 'spans rejected: their span id is not 8 bytes, or all zero',
  time: 'spans rejected: their start is not between 1970 and 2106',
  links: 'links dropped: their trace or span id is invalid',
  texts: 'texts cut: a name or the value of an attribute was too long',
};

/** Counts while a request is read. */
export class Tally {
  accepted = 0;
  readonly #counts = new Map<Rejection | Change, number>();

  add(what: Rejection | Change): void {
    this.#counts.set(what, this.of(what) + 1);
  }

  of(what: Rejection | Change): number {
    return this.#counts.get(what) ?? 0;
  }

  get rejected(): number {
    return this.of('traceId') + this.of('spanId') + this.of('time');
  }

  /** Empty where all was taken as it was. */
  get message(): string {
    return [...this.#counts].map(([what, count]) => `${count} ${WORDS[what]}`).join('; ');
  }
}
