/**
 * How far forwarding has come in the order of kept traces. On a server, places belong to the term of the explorer that
 * decided: one that is stopped, and goes on when another one decides already, may still give places of its term, which
 * the other one forwards, too.
 */
import type { KeepTables } from '../../store/keep-tables.js';

/** The places that are forwarded next. */
export interface PlaceRange {
  readonly term: bigint;
  /** The place through which all is forwarded. */
  readonly after: bigint;
  /** The first place of the next term. */
  readonly before: bigint;
}

const COUNT_BITS = 40n;
const NAME = 'forwarded';

/** Returns the place before the first one of a term. */
export const placeBefore = (term: bigint): bigint => term << COUNT_BITS;

/** Reads the highest term that places were given in, or that forwarding is noted of. */
export async function readLastTerm({ query, names }: KeepTables): Promise<bigint> {
  const [row] = await query<{ term: string }>(`SELECT toString(bitShiftRight(max(place), ${COUNT_BITS})) AS term FROM (
  SELECT max(Place) AS place FROM ${names.kept}
  UNION ALL SELECT max(Value) AS place FROM ${names.progress} WHERE startsWith(Name, '${NAME}')
)`);
  return BigInt(row?.term ?? 0);
}

export class ForwardedPlaces {
  readonly #tables: KeepTables;
  readonly #term: bigint;
  /** By term, the lowest first. */
  #terms = new Map<bigint, { forwarded: bigint; last: bigint }>();

  private constructor(tables: KeepTables, term: bigint) {
    this.#tables = tables;
    this.#term = term;
  }

  /** @param term that of this explorer; 0 if it is alone */
  static async open(tables: KeepTables, term: bigint): Promise<ForwardedPlaces> {
    const places = new ForwardedPlaces(tables, term);
    const rows = await tables.query<{ name: string; value: string }>(
      `SELECT Name AS name, toString(max(Value)) AS value FROM ${tables.names.progress}
WHERE startsWith(Name, '${NAME}') GROUP BY Name`,
    );
    for (const { name, value } of rows) places.#of(termOf(name)).forwarded = BigInt(value);
    await places.look();
    return places;
  }

  /** Looks which places were given, by whomever. */
  async look(): Promise<void> {
    const rows = await this.#tables.query<{ term: string; last: string }>(
      `SELECT toString(bitShiftRight(Place, ${COUNT_BITS})) AS term, toString(max(Place)) AS last
FROM ${this.#tables.names.kept} GROUP BY term`,
    );
    for (const { term, last } of rows) this.#of(BigInt(term)).last = BigInt(last);
  }

  /**
   * Returns what is to be forwarded next; undefined if there is nothing.
   *
   * @param last the last place that this explorer gave
   */
  next(last: bigint): PlaceRange | undefined {
    this.#of(this.#term).last = last;
    for (const [term, { forwarded, last: lastOfTerm }] of [...this.#terms].sort(([a], [b]) => (a < b ? -1 : 1)))
      if (forwarded < lastOfTerm) return { term, after: forwarded, before: placeBefore(term + 1n) };
    return undefined;
  }

  /** Notes that all through a place is forwarded; undefined if there was nothing, as all have later places by now. */
  advance({ term }: PlaceRange, place: bigint | undefined): void {
    const ofTerm = this.#of(term);
    if (place !== undefined) ofTerm.forwarded = place;
    else if (term !== this.#term) ofTerm.last = ofTerm.forwarded;
  }

  save({ term }: PlaceRange, now: number): Promise<void> {
    return this.#tables.insert('progress', [{ Name: nameOf(term), Value: this.#of(term).forwarded, Saved: now }]);
  }

  #of(term: bigint): { forwarded: bigint; last: bigint } {
    const found = this.#terms.get(term);
    if (found) return found;
    const created = { forwarded: placeBefore(term), last: placeBefore(term) };
    this.#terms.set(term, created);
    return created;
  }
}

const nameOf = (term: bigint): string => (term === 0n ? NAME : `${NAME} ${term}`);

const termOf = (name: string): bigint => BigInt(name.slice(NAME.length).trim() || 0);
