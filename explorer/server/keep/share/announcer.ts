/** Announces what this explorer received, and that it is there: one announcement after the other, without gaps. */
import { randomBytes } from 'node:crypto';
import type { AnnouncementRow } from '../../store/keep-schema.js';
import type { KeepTables } from '../../store/keep-tables.js';
import type { ArrivalLog } from '../arrivals.js';
import { insertAnnouncements, packIds } from './announcements.js';

/** The ids of one kind in an announcement. */
const MAX_IDS = 20_000;
/** While nothing comes, it says so often that it is there. */
const SILENCE_MS = 3000;

export class Announcer {
  /** That of this explorer. */
  readonly id = randomBytes(16).toString('hex');
  /** The term in which this explorer decides or asks to; 0 if it does neither. */
  term = 0n;
  readonly #tables: KeepTables;
  readonly #log: ArrivalLog;
  readonly #process: bigint;
  readonly #now: () => number;
  #seq = 0n;
  /** Those that may be stored or not: they are stored as they are before there are others. */
  #pending: readonly AnnouncementRow[] = [];
  #announced = -Infinity;
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param log what this explorer received
   * @param process the number in the ids of its fragments
   */
  constructor(tables: KeepTables, log: ArrivalLog, process: bigint, now: () => number) {
    this.#tables = tables;
    this.#log = log;
    this.#process = process;
    this.#now = now;
  }

  /** Announces what came, or that this explorer is there; does nothing if neither is due. */
  async round(): Promise<void> {
    if (this.#log.isEmpty && performance.now() - this.#announced < SILENCE_MS) return;
    await this.announce();
  }

  /** @param isLast true if this explorer stops */
  announce(isLast: boolean = false): Promise<void> {
    const next = this.#last.then(() => this.#announce(isLast));
    this.#last = next.catch(() => {});
    return next;
  }

  async #announce(isLast: boolean): Promise<void> {
    // those that failed may be stored, and read: with the same numbers, they must say the same
    await this.#insert();
    const { traces, linked, through } = this.#log.take();
    const observed = [...this.#log.waiting.due(Infinity, Infinity)];
    this.#log.waiting.decided();
    const [inTraces, inObserved, inLinked] = [[...traces], observed, [...linked]].map(inPieces);
    const pieces = Math.max(inTraces?.length ?? 0, inObserved?.length ?? 0, inLinked?.length ?? 0, 1);
    const saved = this.#now();
    this.#pending = Array.from({ length: pieces }, (_, piece) => ({
      Explorer: this.id,
      Seq: (this.#seq += 1n),
      Term: this.term,
      IsLast: isLast && piece === pieces - 1 ? 1 : 0,
      Process: this.#process,
      // only with the last one is all announced
      Through: piece === pieces - 1 ? through : this.#through,
      Traces: inTraces?.[piece] ?? EMPTY,
      Observed: inObserved?.[piece] ?? EMPTY,
      Linked: inLinked?.[piece] ?? EMPTY,
      Saved: saved,
    }));
    await this.#insert();
    this.#through = through;
  }

  #through = 0;

  async #insert(): Promise<void> {
    if (this.#pending.length === 0) return;
    await insertAnnouncements(this.#tables, this.#pending);
    this.#pending = [];
    this.#announced = performance.now();
  }
}

const EMPTY = Buffer.alloc(0);

function inPieces(ids: readonly string[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let start = 0; start < ids.length; start += MAX_IDS) pieces.push(packIds(ids.slice(start, start + MAX_IDS)));
  return pieces;
}
