/** The ids of traces that earlier processes held or kept: they are loaded while others are held already. */
import { showTrace, traceList } from '../held/sql.js';
import type { KeepContext } from '../keep-context.js';
import type { IdFilter } from './id-filter.js';
import type { Store } from '../../store/open-store.js';

/** The ids that are read at once. */
const PAGE = 50_000;

/** Loads the next page of ids; returns false if it was the last. */
type LoadPage = () => Promise<boolean>;

export class EarlierIds {
  readonly #loads: LoadPage[];

  private constructor(loads: readonly LoadPage[]) {
    this.#loads = [...loads];
  }

  /** Loads the first page. Of few ids, that is all. */
  static async open(context: KeepContext, store: Pick<Store, 'storage' | 'tables'>): Promise<EarlierIds> {
    const { tables, keptIds, seenIds } = context;
    // with others on the same server, not all that comes comes to this process: then the filters stay without ids
    if (store.storage !== 'embedded') return new EarlierIds([]);
    const loads = [
      pages(context, { table: tables.names.kept, time: 'Decided' }, keptIds),
      pages(context, { table: store.tables.index, time: 'Received' }, seenIds),
    ];
    const earlier = new EarlierIds([]);
    for (const load of loads) if (await load()) earlier.#loads.push(load);
    return earlier;
  }

  /** Loads all others. */
  async load(signal: AbortSignal): Promise<void> {
    for (let load = this.#loads[0]; load && !signal.aborted; load = this.#loads[0])
      if (!(await load())) this.#loads.shift();
  }
}

/**
 * @param source a table that is sorted by its column `Trace`, and its column with the time of a row
 * @param filter takes the ids, and is loaded then
 */
function pages(
  { tables, rules, now }: KeepContext,
  { table, time }: { readonly table: string; readonly time: string },
  filter: IdFilter,
): LoadPage {
  const since = Math.max(0, Math.floor(now() - rules.hold));
  let after: string | undefined;
  return async () => {
    const isAfter = after === undefined ? '' : `AND Trace > ${traceList([after])}`;
    const rows = await tables.query<{ trace: string }>(`SELECT ${showTrace('Trace')} AS trace FROM ${table}
WHERE ${time} >= fromUnixTimestamp64Milli(${since}) ${isAfter} ORDER BY Trace LIMIT 1 BY Trace LIMIT ${PAGE}`);
    for (const { trace } of rows) filter.add(trace, now());
    after = rows.at(-1)?.trace;
    filter.isLoaded = rows.length < PAGE;
    return !filter.isLoaded;
  };
}
