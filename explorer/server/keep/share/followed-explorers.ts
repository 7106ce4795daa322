/**
 * What the explorer that decides knows of what each explorer received. How far that is decided is noted by the numbers
 * of their announcements, so that the next one to decide begins there, whatever their clocks say.
 */
import type { KeepTables } from '../../store/keep-tables.js';
import { readAnnouncements } from './announcements.js';
import type { Announcement } from './announcements.js';

/** An explorer that announced nothing for so long has ended, maybe before it announced what it had stored. */
const SILENCE_MS = 10_000;
/** An announcement that is missing may still be under way for so long. */
const GAP_MS = 60_000;
const NAME = 'decided of ';

// a value of progress: the term, the number of an announcement, and whether what came after it was looked for
const SEQ_BITS = 39n;

export type Arrived = Pick<Announcement, 'traces' | 'observed' | 'linked'>;

export interface Followed {
  /** Notes what came; returns the time that it counts as. */
  note(arrived: Arrived): number;
  /** Reads what a process received since a time. */
  readStored(process: bigint, since: number): Promise<readonly { [Name in keyof Arrived]: Iterable<string> }[]>;
}

/** What is known of one explorer. */
interface FollowedExplorer {
  /** The last announcement that was read. */
  seq: bigint;
  last: Announcement | undefined;
  /** When it was read, or else when this began, by a clock that is never set. */
  heard: number;
  /** When an announcement was missing for the first time. */
  gapSince: number | undefined;
  /** The announcement after which it was looked for what is stored and not announced; 0 for none. */
  searchedAt: bigint;
  /** Values of progress that hold once all that was noted by a time is decided. */
  readonly waiting: { readonly value: bigint; readonly noted: number }[];
  /** The last of those values that held. */
  decided: bigint;
  saved: bigint;
}

export class FollowedExplorers {
  readonly #tables: KeepTables;
  readonly #term: bigint;
  readonly #explorers = new Map<string, FollowedExplorer>();

  private constructor(tables: KeepTables, term: bigint) {
    this.#tables = tables;
    this.#term = term;
  }

  /** Begins where an earlier term ended. */
  static async open(tables: KeepTables, term: bigint, now: number, clock: number): Promise<FollowedExplorers> {
    const followed = new FollowedExplorers(tables, term);
    const rows = await tables.query<{ name: string; value: string }>(
      `SELECT Name AS name, toString(max(Value)) AS value FROM ${tables.names.progress}
WHERE startsWith(Name, '${NAME}') GROUP BY Name`,
    );
    for (const { name, value } of rows) {
      const seqAndSearch = BigInt.asUintN(Number(SEQ_BITS) + 1, BigInt(value));
      const explorer = followed.#of(name.slice(NAME.length), clock);
      const seq = seqAndSearch >> 1n;
      // the last one is read again: it says what to look for if there are no more
      explorer.seq = seq - 1n;
      if ((seqAndSearch & 1n) === 1n) explorer.searchedAt = seq;
      explorer.decided = followed.#valueOf(seq, explorer);
    }
    // what one with an earlier term notes from now on does not count: it may not know what this one keeps
    await followed.save(0, now);
    return followed;
  }

  /** True if explorers announced anything in earlier terms. */
  get isKnown(): boolean {
    return this.#explorers.size > 0;
  }

  /** The time through which all that are there have announced what they received, in milliseconds since 1970. */
  get through(): number {
    const times = Array.from(this.#explorers.values(), (explorer) =>
      explorer.last && !hasEnded(explorer) ? explorer.last.through : Infinity,
    );
    return Math.min(...times);
  }

  /** Notes what was announced since the last time, and what those stored that announce nothing any more. */
  async follow(followed: Followed, clock: number): Promise<void> {
    for (let isAll = false; !isAll;) {
      const seqs = new Map(Array.from(this.#explorers, ([id, { seq }]) => [id, seq]));
      const page = await readAnnouncements(this.#tables, seqs);
      let noted = 0;
      for (const announcement of page.announcements) noted += this.#take(announcement, followed, clock) ? 1 : 0;
      // of those behind a gap, none is taken
      isAll = page.isAll || noted === 0;
    }
    for (const explorer of this.#explorers.values()) await this.#search(explorer, followed, clock);
  }

  /** Notes how far all is decided. @param decidedThrough all that was noted before is */
  async save(decidedThrough: number, now: number): Promise<void> {
    for (const explorer of this.#explorers.values())
      while (explorer.waiting[0] && explorer.waiting[0].noted < decidedThrough)
        explorer.decided = explorer.waiting.shift()?.value ?? explorer.decided;
    const changed = [...this.#explorers].filter(([, { decided, saved }]) => decided !== saved);
    const rows = changed.map(([id, { decided }]) => ({ Name: `${NAME}${id}`, Value: decided, Saved: now }));
    await this.#tables.insert('progress', rows);
    for (const [index, [, explorer]] of changed.entries()) explorer.saved = rows[index]?.Value ?? explorer.saved;
  }

  /** Returns false if an announcement before this one is missing. */
  #take(announcement: Announcement, followed: Followed, clock: number): boolean {
    const explorer = this.#of(announcement.explorer, clock);
    if (announcement.seq !== explorer.seq + 1n) {
      explorer.gapSince ??= clock;
      if (clock - explorer.gapSince < GAP_MS) return false;
    }
    explorer.gapSince = undefined;
    explorer.seq = announcement.seq;
    explorer.last = announcement;
    explorer.heard = clock;
    this.#note(explorer, followed.note(announcement));
    return true;
  }

  /** Looks for what an explorer stored after its last announcement, if it is silent. */
  async #search(explorer: FollowedExplorer, followed: Followed, clock: number): Promise<void> {
    const { last, heard } = explorer;
    if (hasEnded(explorer) || clock - heard < SILENCE_MS) return;
    if (last) {
      for (const { traces, observed, linked } of await followed.readStored(last.process, last.through))
        followed.note({ traces: [...traces], observed: [...observed], linked: [...linked] });
    }
    explorer.searchedAt = explorer.seq;
    this.#note(explorer, followed.note(NOTHING));
  }

  #note(explorer: FollowedExplorer, noted: number): void {
    explorer.waiting.push({ value: this.#valueOf(explorer.seq, explorer), noted });
  }

  #valueOf(seq: bigint, { searchedAt }: Pick<FollowedExplorer, 'searchedAt'>): bigint {
    return (((this.#term << SEQ_BITS) | seq) << 1n) | (searchedAt === seq ? 1n : 0n);
  }

  #of(id: string, clock: number): FollowedExplorer {
    const found = this.#explorers.get(id);
    if (found) return found;
    const explorer = { seq: 0n, last: undefined, heard: clock, gapSince: undefined, searchedAt: 0n };
    const created = { ...explorer, waiting: [], decided: 0n, saved: 0n };
    this.#explorers.set(id, created);
    return created;
  }
}

/** Returns true if all that an explorer stored is known, unless it announces more. */
const hasEnded = ({ last, seq, searchedAt }: FollowedExplorer): boolean =>
  last?.isLast === true || (seq > 0n && searchedAt === seq);

const NOTHING: Arrived = { traces: [], observed: [], linked: [] };
