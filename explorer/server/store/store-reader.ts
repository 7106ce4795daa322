/** How a question reads the store: bounded in time, and not at all once nobody waits for the answer. */
import type { Store } from './open-store.js';
import type { Tables } from './tables.js';

/** What can be asked about is not there; answered as 404. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError';
}

export interface Ask {
  readonly tables: Tables;
  readonly scope: Store['scope'];
  /**
   * Rows of a `SELECT`, whose `{name:Type}` are bound to `params`. Rejects when it takes too long, or when nobody waits
   * any more.
   */
  rows<T>(sql: string, params?: Readonly<Record<string, unknown>>): Promise<T[]>;
}

/** Seconds that one `SELECT` may take: the engine in this process cannot be told to stop. */
const PATIENCE = 15;

// few rows are written as text sooner by one thread
const SETTINGS = `max_execution_time = ${PATIENCE}, output_format_parallel_formatting = 0`;

/** Asks a store, until `signal` says that nobody waits. */
export const askOf = (store: Pick<Store, 'query' | 'tables' | 'scope'>, signal?: AbortSignal): Ask => ({
  tables: store.tables,
  scope: store.scope,
  rows: async <T>(sql: string, params: Readonly<Record<string, unknown>> = {}): Promise<T[]> => {
    signal?.throwIfAborted();
    const bound = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
    const rows = await store.query<T>(`${sql}\nSETTINGS ${SETTINGS}`, bound, signal);
    signal?.throwIfAborted();
    return rows;
  },
});
