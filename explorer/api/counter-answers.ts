/** Answers about what senders count of their links. */
import type { Completeness } from './answers.js';

/** What a counter counted at one place. */
export interface CounterSum {
  /** Empty if its sender has no name. */
  readonly service: string;
  /** Where in the code, such as `Orders.ship`, if its sender tells. */
  readonly site?: string;
  /** Its other attributes. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** `spanlink.links.late` */
  readonly counter: string;
  /** What was counted in the time that was asked for, by all processes of the service together. */
  readonly value: number;
  /** When it was received that the counter rose last, in microseconds since 1970. */
  readonly rose: number;
}

/** Answers `counters`. */
export interface CountersAnswer extends Completeness {
  /** By service and site; counters that did not rise are not among them. */
  readonly counters: readonly CounterSum[];
}
